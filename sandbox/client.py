"""A person in the sandbox's Telegram, for tests of journeys: does, waits for what comes, and shows the chat.

    chat = Chat(stand_in, CUSTOMER_ID)
    await chat.start("from_shop")
    await chat.press("Join")
    message = await chat.wait_for(text="Welcome")

Waiting is driven by events; a wait that fails raises AssertionError with the chat as it is printed in it.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from sandbox.telegram.bots import Bot
from sandbox.telegram.calls import Upload
from sandbox.telegram.standin import StandIn
from sandbox.waiting import deadline
from sandbox.ways import Here, Next, Over, Way

_KINDS = ("photo", "document", "contact", "invoice", "successful_payment", "refunded_payment")


@dataclass(frozen=True, slots=True)
class Said:
    """A message in the chat. `buttons` are the rows of its inline keyboard, by their words."""

    id: int
    text: str
    by_bot: bool
    buttons: tuple[tuple[str, ...], ...]
    body: dict[str, Any] = field(repr=False)

    @property
    def has_photo(self) -> bool:
        """Whether it is a picture."""
        return "photo" in self.body

    def button(self, label: str) -> dict[str, Any] | None:
        """The inline button with these words, else the first that the pattern finds."""
        rows = self.body.get("reply_markup", {}).get("inline_keyboard", [])
        return _labelled([button for row in rows for button in row], label)


@dataclass(frozen=True, slots=True)
class Answered:
    """What the bot answered to a press. For a press that is no callback only `url` may be set."""

    text: str | None = None
    show_alert: bool = False
    url: str | None = None
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Paid:
    """How paying ended: `code` says why not (`refused`, `timeout` ...), `detail` in words; `body` is the receipt."""

    paid: bool
    code: str
    detail: str
    body: dict[str, Any] | None = field(repr=False)


class Chat:
    """One person's chat with the bot, over a `StandIn` in this process or over HTTP."""

    def __init__(
        self, stand_in: StandIn | str, user_id: int, *, bot: Bot | None = None, seconds: float = 5
    ) -> None:
        self.user_id = user_id
        self.seconds = seconds
        self._way: Way = (
            Over(stand_in, user_id) if isinstance(stand_in, str) else Here(stand_in, user_id, bot)
        )
        self._before: dict[int, dict[str, Any]] = {}

    async def start(self, payload: str = "") -> None:
        """Press start, perhaps by a deep link."""
        await self._act("start", payload=payload)

    async def send(self, text: str) -> None:
        """Write."""
        await self._act("text", text=text)

    async def press(self, label: str) -> Answered:
        """Press the newest button whose words are `label`, or match it as a pattern; inline ones first."""
        found = await self._find(label)
        if found is None:
            raise AssertionError(f"no button {label!r}\n{await self.screen()}")
        message_id, button = found
        if message_id == 0:
            return await self._press_reply(button)
        if "callback_data" not in button:
            return Answered(url=button.get("url"))
        facts = await self._act("press", message_id=message_id, data=button["callback_data"])
        return Answered(facts["text"], facts["show_alert"], facts["url"], facts["answered"])

    async def share_contact(self, user_id: int | None = None, phone: str | None = None) -> None:
        """Share one's own contact, or somebody else's."""
        await self._act("contact", user_id=user_id, phone=phone)

    async def send_photo(self, data: bytes, caption: str = "") -> None:
        """Send a picture."""
        await self._act("photo", upload=Upload("photo.jpg", data, "image/jpeg"), caption=caption)

    async def send_document(self, name: str, data: bytes, caption: str = "") -> None:
        """Send a file."""
        await self._act("document", upload=Upload(name, data), caption=caption)

    async def block(self, blocked: bool = True) -> None:
        """Block the bot, or let it write again."""
        await self._act("block", blocked=blocked)

    async def pay(self, link: str = "", *, tip: int = 0) -> Paid:
        """Pay an invoice link, or the newest unpaid invoice in the chat; waits for the bot's answer.

        Raises ActError when the app would not let it (`stars_short`, `invoice_not_found`, ...).
        """
        which = {"link": link} if link else {"message_id": await self._unpaid()}
        facts = await self._act("pay", **which, tip=tip)
        return Paid(facts["paid"], facts["code"], facts["detail"], facts["message"])

    async def open_invoice(self, link: str) -> dict[str, Any]:
        """What the pay sheet of an invoice link shows."""
        return await self._way.act("invoice", link=link)

    async def stars(self) -> dict[str, Any]:
        """Stars (`balance`), `subscriptions` and `payments` with this bot, newest first."""
        return await self._way.stars()

    async def top_up(self, amount: int = 1000) -> dict[str, Any]:
        """Get Stars for nothing (negative: lose them); answers as `stars`."""
        return await self._act("stars", amount=amount)

    async def cancel_subscription(self, charge: str = "") -> dict[str, Any]:
        """Cancel a subscription, the newest when none is named; answers as `stars`."""
        charge = charge or await self._newest_subscription()
        return await self._act("subscription", charge=charge, canceled=True)

    async def renew_subscription(self, charge: str = "") -> dict[str, Any]:
        """Take a cancelled subscription up again, the newest when none is named; answers as `stars`."""
        charge = charge or await self._newest_subscription()
        return await self._act("subscription", charge=charge, canceled=False)

    async def messages(self) -> list[Said]:
        """All messages, oldest first."""
        return [_said(body) for body in (await self._way.view())["messages"]]

    async def last(self) -> Said:
        """The newest message of the bot."""
        for message in reversed(await self.messages()):
            if message.by_bot:
                return message
        raise AssertionError(f"the bot has said nothing\n{await self.screen()}")

    async def mark(self) -> None:
        """From now on only what comes or changes after this moment counts as new. Every act does it too."""
        self._before = {body["message_id"]: body for body in (await self._way.view())["messages"]}

    async def wait_for(
        self,
        text: str = "",
        *,
        button: str | None = None,
        photo: bool | None = None,
        seconds: float | None = None,
    ) -> Said:
        """Wait for a message of the bot that is new or changed since the last act.

        `text` is a pattern in its text or caption, `button` the words of an inline or reply button.
        """
        async with self._way.listen() as happened:
            async for view in deadline(self._views(happened), self.seconds if seconds is None else seconds):
                found = self._match(view, text, button, photo)
                if found is not None:
                    return found
        wanted = f"text {text!r}, button {button!r}, photo {photo!r}"
        raise AssertionError(f"waited in vain for {wanted}\n{await self.screen()}")

    async def screen(self) -> str:
        """The chat as text, for people."""
        view = await self._way.view()
        lines = [_line(_said(body)) for body in view["messages"]]
        keyboard = view["keyboard"] or {"keyboard": []}
        lines += ["  ⌨ " + " | ".join(button["text"] for button in row) for row in keyboard["keyboard"]]
        state = "blocked" if view["blocked"] else "started" if view["started"] else "not started"
        return "\n".join([f"--- chat of {self.user_id} ({state})", *lines, "---"])

    async def close(self) -> None:
        """Give back what HTTP needs; nothing to do over a StandIn."""
        await self._way.close()

    async def __aenter__(self) -> "Chat":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _act(self, verb: str, **facts: Any) -> dict[str, Any]:
        await self.mark()
        return await self._way.act(verb, **facts)

    async def _unpaid(self) -> int:
        for body in reversed((await self._way.view())["messages"]):
            if "invoice" in body and "receipt" not in body:
                return int(body["message_id"])
        raise AssertionError(f"no unpaid invoice\n{await self.screen()}")

    async def _newest_subscription(self) -> str:
        subscriptions = (await self._way.stars())["subscriptions"]
        if not subscriptions:
            raise AssertionError(f"no subscription\n{await self.screen()}")
        return str(subscriptions[0]["charge"])

    async def _views(self, happened: Next) -> AsyncIterator[dict[str, Any]]:
        yield await self._way.view()
        async for event in happened:
            if event["chat"] in {None, self.user_id}:
                yield await self._way.view()

    def _match(self, view: dict[str, Any], text: str, button: str | None, photo: bool | None) -> Said | None:
        for body in reversed(view["messages"]):
            said = _said(body)
            fresh = said.by_bot and self._before.get(said.id) != body
            if not fresh or not _pattern(text).search(said.text) or photo not in {None, said.has_photo}:
                continue
            if button is None or said.button(button) or _labelled(_reply_buttons(view), button):
                return said
        return None

    async def _find(self, label: str) -> tuple[int, dict[str, Any]] | None:
        view = await self._way.view()
        for body in reversed(view["messages"]):
            button = _said(body).button(label)
            if button is not None:
                return body["message_id"], button
        reply = _labelled(_reply_buttons(view), label)
        return (0, reply) if reply is not None else None

    async def _press_reply(self, button: dict[str, Any]) -> Answered:
        if button.get("request_contact"):
            await self.share_contact()
        else:
            await self.send(button["text"])
        return Answered()


def _said(body: dict[str, Any]) -> Said:
    rows = body.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = tuple(tuple(button["text"] for button in row) for row in rows)
    title = body.get("invoice", {}).get("title", "")
    text = body.get("text") or body.get("caption") or title
    return Said(body["message_id"], text, body["from"]["is_bot"], buttons, body)


def _reply_buttons(view: dict[str, Any]) -> list[dict[str, Any]]:
    rows = (view["keyboard"] or {}).get("keyboard", [])
    return [button for row in rows for button in row]


def _labelled(buttons: list[dict[str, Any]], label: str) -> dict[str, Any] | None:
    exact = (button for button in buttons if button["text"] == label)
    similar = (button for button in buttons if _pattern(label).search(button["text"]))
    return next(exact, None) or next(similar, None)


def _pattern(words: str) -> re.Pattern[str]:
    """The words as a pattern, or as they are when they are none."""
    try:
        return re.compile(words)
    except re.error:
        return re.compile(re.escape(words))


def _line(said: Said) -> str:
    what = "".join(f"[{kind}] " for kind in _KINDS if kind in said.body)
    text = f"{'bot' if said.by_bot else ' me'} {said.id}: {what}{said.text}"
    return "\n".join([text, *("     [ " + " ] [ ".join(row) + " ]" for row in said.buttons)])
