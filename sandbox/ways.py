"""How a client reaches the sandbox: a stand-in in this process, or one over HTTP."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

import aiohttp
import orjson

from sandbox.control import ANSWER_SECONDS
from sandbox.telegram import acts, paying
from sandbox.telegram.bots import Bot
from sandbox.telegram.standin import StandIn

Next = AsyncIterator[dict[str, Any]]
_ABOUT_MONEY = frozenset({"invoice", "pay", "stars", "subscription"})


class Way(Protocol):
    """How a chat reaches the stand-in."""

    async def view(self) -> dict[str, Any]:
        """The chat as its person sees it."""

    async def stars(self) -> dict[str, Any]:
        """The person's Stars, subscriptions and payments."""

    async def act(self, verb: str, **facts: Any) -> dict[str, Any]:
        """Do what the control API calls so. Raises ActError."""

    def listen(self) -> AbstractAsyncContextManager[Next]:
        """What happens in the chats, from now on."""

    async def close(self) -> None:
        """Give back what was opened."""


class Here:
    """A stand-in in this process."""

    def __init__(self, world: StandIn, user_id: int, bot: Bot | None) -> None:
        self._world = world
        self._user_id = user_id
        self._bot = bot

    async def view(self) -> dict[str, Any]:
        """The chat as its person sees it."""
        return acts.view(self._world, self._about(), self._user_id)

    async def stars(self) -> dict[str, Any]:
        """The person's Stars, subscriptions and payments."""
        return paying.stars(self._world, self._about(), self._user_id)

    async def act(self, verb: str, **facts: Any) -> dict[str, Any]:
        """Do it here."""
        return await (self._money if verb in _ABOUT_MONEY else self._chat)(verb, **facts)

    async def _chat(self, verb: str, **facts: Any) -> dict[str, Any]:
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

    async def _money(self, verb: str, **facts: Any) -> dict[str, Any]:
        world, bot, me = self._world, self._about(), self._user_id
        if verb == "invoice":
            return paying.open_invoice(world, bot, me, **facts)
        if verb == "pay":
            return (await world.checkouts.wait(paying.pay(world, bot, me, **facts))).body()
        if verb == "stars":
            paying.top_up(world, me, facts["amount"])
        else:
            paying.edit_subscription(world, bot, me, facts["charge"], canceled=facts["canceled"])
        return paying.stars(world, bot, me)

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[Next]:
        """What happens here."""

        async def events() -> Next:
            while (event := await subscription.next()) is not None:
                yield event

        with self._world.events.subscribe() as subscription:
            yield events()

    async def close(self) -> None:
        """Nothing was opened."""

    def _about(self) -> Bot:
        return self._bot or next(iter(self._world.bots.values()))


class Over:
    """A stand-in over HTTP."""

    def __init__(self, base_url: str, user_id: int) -> None:
        self._base = base_url.rstrip("/")
        self._chat = f"{self._base}/sandbox/chats/{user_id}"
        self._opened: aiohttp.ClientSession | None = None

    async def view(self) -> dict[str, Any]:
        """The chat as its person sees it."""
        return await self._json("GET", self._chat)

    async def stars(self) -> dict[str, Any]:
        """The person's Stars, subscriptions and payments."""
        return await self._json("GET", f"{self._chat}/stars")

    async def act(self, verb: str, **facts: Any) -> dict[str, Any]:
        """Do it there."""
        upload = facts.pop("upload", None)
        if upload is None:
            return await self._json("POST", f"{self._chat}/{verb}", json=facts)
        form = aiohttp.FormData({"caption": facts["caption"]})
        form.add_field("file", upload.data, filename=upload.name, content_type=upload.mime)
        return await self._json("POST", f"{self._chat}/{verb}", data=form)

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[Next]:
        """What happens there."""

        async def events() -> Next:
            async for line in response.content:
                if line.startswith(b"data: "):
                    yield orjson.loads(line[6:])

        async with self._session().get(f"{self._base}/sandbox/events") as response:
            await response.content.readline()
            yield events()

    async def close(self) -> None:
        """Close the connections."""
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
