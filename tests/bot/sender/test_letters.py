"""Screens as the Bot API wants them."""

import orjson
import pytest

from bot.sender.letters import Letters, letter
from bot.telegram import Telegram
from bot.ui.screen import Button, Picture, Screen
from services.outbox_claims import Claimed
from services.programs import Program
from tests.telegram import TOKEN, FakeTelegram


def test_inline_buttons_carry_actions_and_links() -> None:
    screen = Screen("<b>Hi</b>", ((Button("Card", "card:show"), Button("Site", url="https://example.org")),))
    fields = orjson.loads(letter(screen).fields)
    assert fields == {
        "text": "<b>Hi</b>",
        "parse_mode": "HTML",
        "reply_markup": {
            "inline_keyboard": [
                [
                    {"text": "Card", "callback_data": "card:show"},
                    {"text": "Site", "url": "https://example.org"},
                ]
            ]
        },
    }


def test_a_contact_keyboard_asks_for_the_contact() -> None:
    screen = Screen("Phone?", ((Button("Share", contact=True),), (Button("Later"),)), keyboard="contact")
    markup = orjson.loads(letter(screen).fields)["reply_markup"]
    assert markup["keyboard"] == [[{"text": "Share", "request_contact": True}], [{"text": "Later"}]]


def test_a_keyboard_is_taken_away() -> None:
    fields = orjson.loads(letter(Screen("Bye", keyboard="remove")).fields)
    assert fields["reply_markup"] == {"remove_keyboard": True}
    assert "reply_markup" not in orjson.loads(letter(Screen("Plain")).fields)


async def test_a_picture_goes_as_a_photo_with_its_caption_and_buttons(telegram: FakeTelegram) -> None:
    png = b"\x89PNG\r\n\x1a\nnot really"
    screen = Screen("Chart & <i>words</i>", ((Button("Card", "card:show"),),), Picture(png, "chart.png"))
    client = Telegram(telegram.url)
    outcome = await client.send(TOKEN, 5, letter(screen))
    await client.close()
    (request,) = telegram.sent
    assert outcome.message_id == 1
    assert (request.method, request.chat, request.text) == ("sendPhoto", 5, "Chart & <i>words</i>")
    assert request.picture == png
    assert (
        orjson.loads(request.fields["reply_markup"])["inline_keyboard"][0][0]["callback_data"] == "card:show"
    )


@pytest.mark.parametrize(("rate", "paid"), [(30.0, False), (1000.0, True)])
async def test_beyond_the_free_rate_broadcast_is_paid(program: Program, rate: float, paid: bool) -> None:
    fields = orjson.loads(Letters(program, rate).write(_claimed(program)).fields)
    assert fields.get("allow_paid_broadcast", False) is paid


async def test_a_campaign_is_written_once_a_language(program: Program) -> None:
    letters = Letters(program, 30.0)
    one, same = letters.write(_claimed(program, id=1)), letters.write(_claimed(program, id=2))
    other = letters.write(_claimed(program, id=3, language="ru"))
    assert one is same
    assert one is not other


def _claimed(program: Program, **facts: object) -> Claimed:
    values = {
        **dict.fromkeys(Claimed._fields),
        "id": 1,
        "kind": "campaign",
        "message_class": "marketing",
        "payload": '{"text": "Hello"}',
        "campaign_id": 5,
        "language": "en",
        **facts,
    }
    return Claimed(**values)  # type: ignore[arg-type]  # what a letter does not need is None
