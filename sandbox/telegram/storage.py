"""The state file: one JSON document, written a moment after a change, whole or not at all."""

import asyncio
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from sandbox.telegram.bots import load_bot
from sandbox.telegram.chats import Person

if TYPE_CHECKING:
    from sandbox.telegram.standin import StandIn

VERSION = 1
_DELAY_SECONDS = 0.5
_log = logging.getLogger(__name__)


class Storage:
    """Saves and loads one stand-in. Without a path it does nothing."""

    def __init__(self, stand_in: "StandIn", path: Path | None) -> None:
        self._world = stand_in
        self._path = path
        self._task: asyncio.Task[None] | None = None
        self._dirty = False
        self._lock = asyncio.Lock()

    def load(self) -> None:
        """Take over what the file says. A file that cannot be read is set aside and said so."""
        if self._path is None or not self._path.is_file():
            return
        try:
            self._take(orjson.loads(self._path.read_bytes()))
        except (ValueError, KeyError, TypeError) as error:
            aside = self._path.with_suffix(".unreadable")
            self._path.replace(aside)
            _log.warning(
                "the sandbox starts anew: %s could not be read (%s), it is now %s", self._path, error, aside
            )

    def mark(self) -> None:
        """There is something to save; it will be, in a moment."""
        self._dirty = True
        if self._path is None or self._task is not None:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # not open yet; opening marks again
        self._task = loop.create_task(self._later())

    async def close(self) -> None:
        """Save now."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._dirty:
            await self._save()

    async def _later(self) -> None:
        try:
            while self._dirty:
                await asyncio.sleep(_DELAY_SECONDS)
                await self._save()
        finally:
            self._task = None

    async def _save(self) -> None:
        if self._path is None:
            return
        async with self._lock:
            self._dirty = False
            try:
                await asyncio.to_thread(_replace, self._path, self._dump())
            except OSError as error:
                _log.warning("the sandbox's state could not be saved: %s", error)

    def _dump(self) -> bytes:
        state = {
            "version": VERSION,
            "people": list(self._world.people.values()),
            "bots": list(self._world.bots.values()),
            "files": self._world.files.by_id,
        }
        return orjson.dumps(state, option=orjson.OPT_NON_STR_KEYS)

    def _take(self, state: dict[str, Any]) -> None:
        if state["version"] != VERSION:
            raise ValueError(f"version {state['version']}")
        people = [Person(**person) for person in state["people"]]
        bots = [load_bot(bot) for bot in state["bots"]]
        self._world.files.load(state["files"])
        self._world.people.update({person.id: person for person in people})
        for bot in bots:
            current = self._world.bots.get(bot.id)
            if current is None or current.token == bot.token:
                self._world.take_bot(bot)


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
