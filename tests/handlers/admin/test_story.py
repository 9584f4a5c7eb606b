"""Why a customer's balance is what it is, from the profile."""

from sandbox.client import Chat
from services.customers import Customer
from tests.bot_at_work import Work
from tests.handlers.admin.conftest import Tap


async def test_the_profile_tells_the_story(work: Work, admin: Chat, ann: Customer, tap: Tap) -> None:
    await admin.send(f"/customer {ann.phone}")
    await admin.wait_for("Purchases: 2")
    said = await tap("story-button", "why this balance")
    assert said.text.count("purchase of ₽600") == 2
    await tap("customer-button-back", "Purchases: 2")
