"""A person in the sandbox's Telegram, for tests of journeys: does, waits for what comes, and shows the chat.

    chat = Chat(stand_in, CUSTOMER_ID)
    await chat.start("from_shop")
    await chat.press("Join")
    message = await chat.wait_for(text="Welcome")

Waiting is driven by events; a wait that fails raises AssertionError with the chat as it is printed in it.
"""

import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol

import aiohttp
import orjson

from sandbox.control import ANSWER_SECONDS
from sandbox.telegram import acts
from sandbox.telegram.bots import Bot
from sandbox.telegram.calls import Upload
from sandbox.telegram.standin import StandIn
from sandbox.waiting import deadline

Next = AsyncIterator[dict[str, Any]]


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


class _Way(Protocol):
    """How a chat reaches the stand-in."""

    async def view(self) -> dict[str, Any]: ...

    async def act(self, verb: str, **facts: Any) -> dict[str, Any]: ...

    def listen(self) -> AbstractAsyncContextManager[Next]: ...

    async def close(self) -> None: ...


class Chat:
    """One person's chat with the bot, over a `StandIn` in this process or over HTTP."""

    def __init__(
        self, stand_in: StandIn | str, user_id: int, *, bot: Bot | None = None, seconds: float = 5
    ) -> None:
        self.user_id = user_id
        self.seconds = seconds
        self._way: _Way = (
            _Over(stand_in, user_id) if isinstance(stand_in, str) else _Here(stand_in, user_id, bot)
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


class _Here:
    """A stand-in in this process."""

    def __init__(self, world: StandIn, user_id: int, bot: Bot | None) -> None:
        self._world = world
        self._user_id = user_id
        self._bot = bot

    async def view(self) -> dict[str, Any]:
        return acts.view(self._world, self._about(), self._user_id)

    async def act(self, verb: str, **facts: Any) -> dict[str, Any]:
        world, bot, me = self._world, self._about(), self._user_id
        if verb == "press":
            query = acts.press(world, bot, me, facts["message_id"], facts["data"])
            answer = await acts.answer_to(query, ANSWER_SECONDS)
            nothing = {"text": None, "show_alert": False, "url": None}
            return nothing | (answer or {}) | {"answered": answer is not None}
        if verb in {"photo", "document"}:
            return acts.send_file(world, bot, me, verb, facts["upload"], facts["caption"])
        if verb == "block":
            acts.block(world, bot, me, facts["blocked"])
            return {}
        if verb == "start":
            return acts.start(world, bot, me, facts["payload"])
        if verb == "contact":
            return acts.share_contact(world, bot, me, facts["user_id"], facts["phone"])
        return acts.write(world, bot, me, facts["text"])

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[Next]:
        async def events() -> Next:
            while (event := await subscription.next()) is not None:
                yield event

        with self._world.events.subscribe() as subscription:
            yield events()

    async def close(self) -> None:
        return

    def _about(self) -> Bot:
        return self._bot or next(iter(self._world.bots.values()))


class _Over:
    """A stand-in over HTTP."""

    def __init__(self, base_url: str, user_id: int) -> None:
        self._base = base_url.rstrip("/")
        self._chat = f"{self._base}/sandbox/chats/{user_id}"
        self._opened: aiohttp.ClientSession | None = None

    async def view(self) -> dict[str, Any]:
        return await self._json("GET", self._chat)

    async def act(self, verb: str, **facts: Any) -> dict[str, Any]:
        upload = facts.pop("upload", None)
        if upload is None:
            return await self._json("POST", f"{self._chat}/{verb}", json=facts)
        form = aiohttp.FormData({"caption": facts["caption"]})
        form.add_field("file", upload.data, filename=upload.name, content_type=upload.mime)
        return await self._json("POST", f"{self._chat}/{verb}", data=form)

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[Next]:
        async def events() -> Next:
            async for line in response.content:
                if line.startswith(b"data: "):
                    yield orjson.loads(line[6:])

        async with self._session().get(f"{self._base}/sandbox/events") as response:
            await response.content.readline()
            yield events()

    async def close(self) -> None:
        if self._opened is not None:
            await self._opened.close()

    async def _json(self, method: str, url: str, **options: Any) -> dict[str, Any]:
        async with self._session().request(method, url, **options) as response:
            body: dict[str, Any] = await response.json()
        if response.status >= 400:
            raise acts.ActError(response.status, body["code"], body["detail"])
        return body

    def _session(self) -> aiohttp.ClientSession:
        if self._opened is None:
            self._opened = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None, sock_connect=10))
        return self._opened


def _said(body: dict[str, Any]) -> Said:
    rows = body.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = tuple(tuple(button["text"] for button in row) for row in rows)
    text = body.get("text") or body.get("caption") or ""
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
    what = "".join(f"[{kind}] " for kind in ("photo", "document", "contact") if kind in said.body)
    text = f"{'bot' if said.by_bot else ' me'} {said.id}: {what}{said.text}"
    return "\n".join([text, *("     [ " + " ] [ ".join(row) + " ]" for row in said.buttons)])
