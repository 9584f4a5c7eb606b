"""The story of the balance, by the button under it and from the profile."""

from sandbox.client import Chat
from tests.bot_at_work import words
from tests.handlers.conftest import Join


async def test_the_button_under_the_balance_tells_the_story(alex: Chat, join: Join) -> None:
    await join(alex)
    await alex.press(words("menu-button-balance"))
    await alex.wait_for(button=words("story-button"))
    await alex.press(words("story-button"))
    said = await alex.wait_for(words("story-title"), button=words("menu-button-balance"))
    assert "+100" in said.text
    await alex.press(words("menu-button-balance"))
    await alex.wait_for(button=words("story-button"))
