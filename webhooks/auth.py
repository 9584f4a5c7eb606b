"""Who calls: the merchant whose API key stands in the Authorization header."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from services import merchants
from services.keyring import fingerprint
from webhooks.errors import Problem
from webhooks.known import LIFE_SECONDS, MOST_KNOWN, Known

_BEARER = re.compile(r"Bearer +([A-Za-z0-9._~+/=-]{1,256}) *", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Caller:
    """A merchant in its program."""

    program_id: int
    merchant_id: int
    merchant: str


class Authenticator:
    """Knows for five seconds whose key is whose.

    Keys themselves are not kept, only their fingerprints; a key that was refused is asked for again.
    """

    def __init__(
        self,
        *,
        life: float = LIFE_SECONDS,
        most: int = MOST_KNOWN,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._known: Known[Caller] = Known(life=life, most=most, timer=timer)

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
        key = match[1]
        found = await self._known.get(fingerprint(key), lambda: _ask(key))
        if found is None:
            raise _refusal("key_unknown")
        return found


async def _ask(key: str) -> Caller | None:
    owner = await merchants.authenticate(key)
    return Caller(owner.program_id, owner.merchant_id, owner.name) if owner else None


def _refusal(code: str) -> Problem:
    return Problem(code, headers={"WWW-Authenticate": 'Bearer realm="regulars"'})
