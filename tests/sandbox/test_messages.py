"""Sending and editing: lengths, keyboards, what may be changed and what may not."""

from typing import Any

import orjson
import pytest

from sandbox.people import CUSTOMER_ID
from sandbox.telegram import StandIn, acts
from sandbox.telegram.bots import Bot
from tests.sandbox.conftest import Api, Hands

INLINE = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
REPLY = {"keyboard": [[{"text": "Menu"}]], "resize_keyboard": True}


@pytest.fixture
def send(api: Api, me: Bot) -> Any:
    async def sent(text: str = "hello", **params: Any) -> dict[str, Any]:
        return await api("sendMessage", chat_id=CUSTOMER_ID, text=text, **params)

    return sent


@pytest.fixture
def edit(api: Api, me: Bot) -> Any:
    async def edited(message_id: int, text: str = "new", **params: Any) -> dict[str, Any]:
        return await api("editMessageText", chat_id=CUSTOMER_ID, message_id=message_id, text=text, **params)

    return edited


@pytest.mark.parametrize(
    ("text", "parse_mode", "description"),
    [
        ("", "", "Bad Request: message text is empty"),
        ("  \n ", "", "Bad Request: text must be non-empty"),
        ("<b> </b>", "HTML", "Bad Request: text must be non-empty"),
        ("x" * 4097, "", "Bad Request: message is too long"),
        ("😀" * 2049, "", "Bad Request: message is too long"),
        ("x" * 40_000, "", "Bad Request: text is too long"),
        ("x", "nonsense", "Bad Request: unsupported parse_mode"),
        (
            "<p>x</p>",
            "html",
            'Bad Request: can\'t parse entities: Unsupported start tag "p" at byte offset 0',
        ),
    ],
)
async def test_texts_that_telegram_refuses(send: Any, text: str, parse_mode: str, description: str) -> None:
    answer = await send(text, parse_mode=parse_mode)
    assert (answer["error_code"], answer["description"]) == (400, description)


@pytest.mark.parametrize("text", ["x" * 4096, "😀" * 2048, f"<b>{'x' * 4096}</b>"])
async def test_the_longest_text_is_counted_after_parsing(send: Any, text: str) -> None:
    assert (await send(text, parse_mode="HTML"))["ok"] is True


async def test_text_is_trimmed_and_its_entities_move(send: Any) -> None:
    result = (await send("  <b> x </b> y  ", parse_mode="HTML"))["result"]
    assert result["text"] == "x  y"
    assert result["entities"] == [{"type": "bold", "offset": 0, "length": 2}]


async def test_links_and_commands_are_found(send: Any) -> None:
    result = (await send("see https://example.com/a, or /help"))["result"]
    assert [(one["type"], one["offset"], one["length"]) for one in result["entities"]] == [
        ("url", 4, 21),
        ("bot_command", 30, 5),
    ]


async def test_given_entities_are_used(send: Any) -> None:
    entities = [{"type": "bold", "offset": 0, "length": 2}]
    assert (await send("abc", entities=entities))["result"]["entities"] == entities
    answer = await send("abc", entities=[{"type": "bold", "offset": 0}])
    assert answer["description"] == "Bad Request: can't parse MessageEntity: Can't find field \"length\""


def button(**fields: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Go", **fields}]]}


@pytest.mark.parametrize(
    ("markup", "description"),
    [
        ("{nonsense", "can't parse reply keyboard markup JSON object"),
        ([1], "object expected as reply markup"),
        (None, "object expected as reply markup"),
        ({"inline_keyboard": "x"}, 'field "inline_keyboard" must be of type Array'),
        (
            {"inline_keyboard": [{"text": "x"}]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ({"keyboard": ["x"]}, 'field "keyboard" must be an Array of Arrays'),
        ({"keyboard": [[1]]}, "can't parse keyboard button: KeyboardButton must be a String or an Object"),
        ({"keyboard": [[{}]]}, "can't parse keyboard button: Can't find field \"text\""),
        (
            {"inline_keyboard": [[1]]},
            "can't parse inline keyboard button: InlineKeyboardButton must be an Object",
        ),
        (
            button(),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            button(callback_data=""),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            button(callback_data="x", url="https://example.com"),
            "can't parse inline keyboard button: exactly one action must be used, found url and callback_data",
        ),
        (
            button(url=None, callback_data="x"),
            'can\'t parse inline keyboard button: Field "url" must be of type String',
        ),
        (button(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (button(callback_data="д" * 33), "BUTTON_DATA_INVALID"),
        (
            button(url="http://localhost:8080/"),
            "inline keyboard button URL 'http://localhost:8080/' is invalid: Wrong HTTP URL",
        ),
        (
            button(url="ftp://example.com"),
            "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
        ),
        (
            {"inline_keyboard": [[{"text": "", "callback_data": "x"}]]},
            "inline keyboard button text must be non-empty",
        ),
    ],
)
async def test_keyboards_that_telegram_refuses(send: Any, markup: Any, description: str) -> None:
    answer = await send(reply_markup=markup)
    assert (answer["error_code"], answer["description"]) == (400, f"Bad Request: {description}")


@pytest.mark.parametrize(
    "markup",
    [
        INLINE,
        button(callback_data="д" * 32),
        button(url="https://example.com/x"),
        button(url="tg://resolve?domain=x"),
        button(copy_text={"text": "x"}),
        {"inline_keyboard": []},
        {"keyboard": [["Menu"]]},
        {"remove_keyboard": True},
        {"force_reply": True},
    ],
)
async def test_keyboards_that_telegram_takes(send: Any, markup: Any) -> None:
    assert (await send(reply_markup=markup))["ok"] is True


async def test_only_inline_keyboards_come_back_in_the_message(send: Any, world: StandIn, me: Bot) -> None:
    assert (await send(reply_markup=INLINE))["result"]["reply_markup"] == INLINE
    assert "reply_markup" not in (await send(reply_markup=REPLY))["result"]
    assert acts.view(world, me, CUSTOMER_ID)["keyboard"] == REPLY
    await send(reply_markup={"remove_keyboard": True})
    assert acts.view(world, me, CUSTOMER_ID)["keyboard"] is None


async def test_a_contact_is_asked_for_in_private_chats_only(api: Api, world: StandIn, me: Bot) -> None:
    world.add_group(me, -100500, "Staff")
    markup = {"keyboard": [[{"text": "Phone", "request_contact": True}]]}
    answer = await api("sendMessage", chat_id=-100500, text="x", reply_markup=markup)
    assert answer["description"] == "Bad Request: phone number can be requested in private chats only"
    assert (await api("sendMessage", chat_id=CUSTOMER_ID, text="x", reply_markup=markup))["ok"]


async def test_replies_point_at_their_message(send: Any) -> None:
    first = (await send())["result"]["message_id"]
    reply = (await send(reply_parameters={"message_id": first}))["result"]
    assert reply["reply_to_message"]["message_id"] == first
    answer = await send(reply_parameters={"message_id": 999_999})
    assert answer["description"] == "Bad Request: message to be replied not found"
    forgiving = {"message_id": 999_999, "allow_sending_without_reply": True}
    assert (await send(reply_parameters=forgiving))["ok"]


async def test_an_edit_replaces_text_and_keyboard(send: Any, edit: Any) -> None:
    sent = (await send("<b>old</b>", parse_mode="HTML", reply_markup=INLINE))["result"]
    edited = (await edit(sent["message_id"], "new"))["result"]
    assert (edited["text"], "entities" in edited, "reply_markup" in edited) == ("new", False, False)
    assert edited["edit_date"] >= edited["date"]


async def test_an_edit_that_changes_nothing_is_refused(send: Any, edit: Any) -> None:
    sent = (await send("<b>x</b>", parse_mode="HTML", reply_markup=INLINE))["result"]
    answer = await edit(sent["message_id"], "<b>x</b>", parse_mode="HTML", reply_markup=INLINE)
    assert answer["description"] == (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
        "same as a current content and reply markup of the message"
    )
    assert (await edit(sent["message_id"], "<i>x</i>", parse_mode="HTML", reply_markup=INLINE))["ok"]


async def test_only_own_messages_without_reply_keyboards_can_be_edited(
    send: Any, edit: Any, me: Bot, world: StandIn
) -> None:
    theirs = acts.write(world, me, CUSTOMER_ID, "mine")["message_id"]
    with_keyboard = (await send(reply_markup=REPLY))["result"]["message_id"]
    removing = (await send(reply_markup={"remove_keyboard": True}))["result"]["message_id"]
    for message_id in (theirs, with_keyboard, removing):
        answer = await edit(message_id)
        assert answer["description"] == "Bad Request: message can't be edited"


async def test_edits_of_what_is_not_there(edit: Any, send: Any, api: Api) -> None:
    assert (await edit(999_999))["description"] == "Bad Request: message to edit not found"
    answer = await api("editMessageText", text="x")
    assert answer["description"] == "Bad Request: message identifier is not specified"
    sent = (await send())["result"]["message_id"]
    assert (await edit(sent, ""))["description"] == "Bad Request: message text is empty"
    assert (await edit(sent, reply_markup=REPLY))["description"] == "Bad Request: inline keyboard expected"
    answer = await api("editMessageCaption", chat_id=CUSTOMER_ID, message_id=sent, caption="x")
    assert answer["description"] == "Bad Request: there is no caption in the message to edit"


async def test_the_keyboard_alone_can_be_edited(send: Any, api: Api) -> None:
    sent = (await send(reply_markup=INLINE))["result"]["message_id"]
    where = {"chat_id": CUSTOMER_ID, "message_id": sent}
    answer = await api("editMessageReplyMarkup", **where, reply_markup=INLINE)
    assert answer["description"].startswith("Bad Request: message is not modified")
    assert "reply_markup" not in (await api("editMessageReplyMarkup", **where))["result"]


async def test_messages_are_deleted_within_two_days(send: Any, api: Api, clock: Hands) -> None:
    sent = (await send())["result"]["message_id"]
    where = {"chat_id": CUSTOMER_ID, "message_id": sent}
    assert (await api("deleteMessage", **where))["result"] is True
    assert (await api("deleteMessage", **where))["description"] == "Bad Request: message to delete not found"
    old = (await send())["result"]["message_id"]
    clock.move(48 * 3600 + 1)
    answer = await api("deleteMessage", chat_id=CUSTOMER_ID, message_id=old)
    assert answer["description"] == "Bad Request: message can't be deleted for everyone"


@pytest.mark.parametrize(
    ("ids", "description"),
    [
        ("", "message identifiers are not specified"),
        ([], "message identifiers are not specified"),
        ("5", "expected an Array of message identifiers"),
        ("nonsense", "expected an Array of message identifiers"),
        ([{}], "message identifier must be a Number"),
        (list(range(1, 102)), "too many message identifiers specified"),
    ],
)
async def test_lists_of_messages_to_delete(me: Bot, api: Api, ids: Any, description: str) -> None:
    answer = await api("deleteMessages", chat_id=CUSTOMER_ID, message_ids=ids)
    assert answer["description"] == f"Bad Request: {description}"


async def test_several_messages_are_deleted_and_missing_ones_passed_over(
    send: Any, api: Api, world: StandIn, me: Bot
) -> None:
    ids = [(await send())["result"]["message_id"] for _ in range(2)]
    assert (await api("deleteMessages", chat_id=CUSTOMER_ID, message_ids=[*ids, 999_999]))["result"] is True
    assert [one["text"] for one in acts.view(world, me, CUSTOMER_ID)["messages"]] == ["/start"]


async def test_copies_and_forwards(send: Any, api: Api, world: StandIn, me: Bot) -> None:
    source = (await send("<b>x</b>", parse_mode="HTML"))["result"]["message_id"]
    where = {"chat_id": CUSTOMER_ID, "from_chat_id": CUSTOMER_ID}
    copy = (await api("copyMessage", **where, message_id=source))["result"]
    assert list(copy) == ["message_id"]
    assert acts.view(world, me, CUSTOMER_ID)["messages"][-1]["entities"][0]["type"] == "bold"
    forwarded = (await api("forwardMessage", **where, message_id=source))["result"]
    assert forwarded["forward_origin"]["sender_user"]["id"] == me.id
    for method, what in (("copyMessage", "copy"), ("forwardMessage", "forward")):
        answer = await api(method, **where, message_id=999_999)
        assert answer["description"] == f"Bad Request: message to {what} not found"


async def test_pins(send: Any, api: Api) -> None:
    sent = (await send())["result"]["message_id"]
    assert (await api("pinChatMessage", chat_id=CUSTOMER_ID, message_id=sent))["result"] is True
    assert (await api("getChat", chat_id=CUSTOMER_ID))["result"]["pinned_message"]["message_id"] == sent
    assert (await api("unpinChatMessage", chat_id=CUSTOMER_ID))["result"] is True
    answer = await api("unpinChatMessage", chat_id=CUSTOMER_ID)
    assert answer["description"] == "Bad Request: message to unpin not found"


async def test_reactions(send: Any, api: Api, world: StandIn, me: Bot) -> None:
    where = {"chat_id": CUSTOMER_ID, "message_id": (await send())["result"]["message_id"]}
    like = {"type": "emoji", "emoji": "👍"}
    assert (await api("setMessageReaction", **where, reaction=[like]))["result"] is True
    assert acts.view(world, me, CUSTOMER_ID)["messages"][-1]["reactions"] == [like]
    answer = await api("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "☕"}])
    assert answer["description"] == "Bad Request: REACTION_INVALID"
    answer = await api("setMessageReaction", **where, reaction=[like, like])
    assert answer["description"] == "Bad Request: REACTIONS_TOO_MANY"


async def test_chat_actions(api: Api, me: Bot) -> None:
    assert (await api("sendChatAction", chat_id=CUSTOMER_ID, action="typing"))["result"] is True
    answer = await api("sendChatAction", chat_id=CUSTOMER_ID, action="dancing")
    assert answer["description"] == "Bad Request: wrong parameter action in request"


async def test_a_keyboard_as_a_json_string_is_the_same(send: Any) -> None:
    assert (await send(reply_markup=orjson.dumps(INLINE).decode()))["result"]["reply_markup"] == INLINE
