"""Who calls: the merchant whose API key stands in the Authorization header."""

from __future__ import annotations

import asyncio
import hmac
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from services import merchants
from services.keyring import fingerprint
from webhooks.errors import Problem

LIFE_SECONDS = 5.0
MOST_KEYS = 10_000
_BEARER = re.compile(r"Bearer +([A-Za-z0-9._~+/=-]{1,256}) *", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Caller:
    """A merchant in its program."""

    program_id: int
    merchant_id: int
    merchant: str


@dataclass(frozen=True, slots=True)
class _Known:
    digest: bytes
    caller: Caller
    until: float


class Authenticator:
    """Knows for five seconds whose key is whose, so that a busy till asks the database once in that time.

    Keys themselves are not kept, only their fingerprints; a key that was refused is asked for again.
    """

    def __init__(
        self,
        *,
        life: float = LIFE_SECONDS,
        most: int = MOST_KEYS,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._life = life
        self._most = most
        self._timer = timer
        self._known: dict[bytes, _Known] = {}
        self._asked: dict[bytes, asyncio.Task[Caller | None]] = {}

    def __len__(self) -> int:
        """How many keys are known at the moment."""
        return len(self._known)

    async def caller(self, authorization: str | None) -> Caller:
        """Who sends this header. Raises Problem ``key_missing`` or ``key_unknown`` (401)."""
        if not authorization:
            raise _refusal("key_missing")
        match = _BEARER.fullmatch(authorization)
        if match is None:
            raise _refusal("key_unknown")
        digest = fingerprint(match[1])
        known = self._known.get(digest)
        if known and known.until > self._timer() and hmac.compare_digest(known.digest, digest):
            return known.caller
        found = await self._look_up(digest, match[1])
        if found is None:
            raise _refusal("key_unknown")
        return found

    async def _look_up(self, digest: bytes, key: str) -> Caller | None:
        """Ask the database; callers that come meanwhile with the same key wait for the same answer."""
        task = self._asked.get(digest)
        if task is None:
            task = asyncio.create_task(self._ask(digest, key))
            self._asked[digest] = task
            task.add_done_callback(lambda _: self._asked.pop(digest, None))
        return await asyncio.shield(task)

    async def _ask(self, digest: bytes, key: str) -> Caller | None:
        asked_at = self._timer()
        owner = await merchants.authenticate(key)
        if owner is None:
            self._known.pop(digest, None)
            return None
        caller = Caller(owner.program_id, owner.merchant_id, owner.name)
        self._keep(_Known(digest, caller, asked_at + self._life))
        return caller

    def _keep(self, known: _Known) -> None:
        if len(self._known) >= self._most:
            now = self._timer()
            self._known = {digest: other for digest, other in self._known.items() if other.until > now}
        if len(self._known) < self._most:
            self._known[known.digest] = known


def _refusal(code: str) -> Problem:
    return Problem(code, headers={"WWW-Authenticate": 'Bearer realm="regulars"'})
