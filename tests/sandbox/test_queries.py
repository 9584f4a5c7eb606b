"""Callback queries: one answer, soon, and short."""

import pytest

from sandbox.people import CUSTOMER_ID
from sandbox.telegram import StandIn, acts
from sandbox.telegram.acts import ActError
from sandbox.telegram.bots import Bot
from sandbox.telegram.queries import Query
from tests.sandbox.conftest import Api, Hands

OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def pressed(world: StandIn, me: Bot, api: Api) -> Query:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    sent = await api("sendMessage", chat_id=CUSTOMER_ID, text="x", reply_markup=markup)
    return acts.press(world, me, CUSTOMER_ID, sent["result"]["message_id"], "go")


async def test_the_bot_learns_of_a_press_and_its_answer_comes_back(world: StandIn, me: Bot, api: Api) -> None:
    query = await pressed(world, me, api)
    asked = (await api("getUpdates", offset=-1))["result"][0]["callback_query"]
    assert (asked["id"], asked["data"], asked["from"]["id"]) == (query.id, "go", CUSTOMER_ID)
    assert asked["message"]["reply_markup"]["inline_keyboard"][0][0]["text"] == "Go"
    assert (await api("answerCallbackQuery", callback_query_id=query.id, text="Done", show_alert=True))["ok"]
    assert await acts.answer_to(query, 1) == {"text": "Done", "show_alert": True, "url": None}


async def test_a_press_that_is_not_answered_is_told_so(world: StandIn, me: Bot, api: Api) -> None:
    assert await acts.answer_to(await pressed(world, me, api), 0.01) is None


async def test_a_query_is_answered_once_and_not_late(world: StandIn, me: Bot, api: Api, clock: Hands) -> None:
    query = await pressed(world, me, api)
    assert (await api("answerCallbackQuery", callback_query_id=query.id))["result"] is True
    assert (await api("answerCallbackQuery", callback_query_id=query.id))["description"] == OLD
    late = await pressed(world, me, api)
    clock.move(world.queries.lifetime + 1)
    assert (await api("answerCallbackQuery", callback_query_id=late.id))["description"] == OLD
    assert (await api("answerCallbackQuery", callback_query_id="12345"))["description"] == OLD
    assert (await api("answerCallbackQuery"))["description"] == OLD


async def test_another_bot_cannot_answer(world: StandIn, me: Bot, api: Api) -> None:
    world.add_bot("7000000002:other", "other_bot", "Other")
    query = await pressed(world, me, api)
    answer = await api("answerCallbackQuery", token="7000000002:other", callback_query_id=query.id)
    assert answer["description"] == OLD


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": "x" * 201}, "Bad Request: MESSAGE_TOO_LONG"),
        ({"url": "https://example.com"}, "Bad Request: URL_INVALID"),
    ],
)
async def test_answers_that_telegram_refuses(
    world: StandIn, me: Bot, api: Api, params: dict[str, str], description: str
) -> None:
    query = await pressed(world, me, api)
    answer = await api("answerCallbackQuery", callback_query_id=query.id, **params)
    assert answer["description"] == description
    own = "https://t.me/regulars_sandbox_bot?start=x"
    assert (await api("answerCallbackQuery", callback_query_id=query.id, text="x" * 200, url=own))["ok"]


async def test_only_buttons_that_are_there_can_be_pressed(world: StandIn, me: Bot) -> None:
    with pytest.raises(ActError, match="no message 999"):
        acts.press(world, me, CUSTOMER_ID, 999, "go")
    message_id = acts.view(world, me, CUSTOMER_ID)["messages"][0]["message_id"]
    with pytest.raises(ActError, match="no button"):
        acts.press(world, me, CUSTOMER_ID, message_id, "go")
