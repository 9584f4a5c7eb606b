"""Whose hook a path is, remembered for five seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from services import hooks
from services.errors import Invalid
from services.hooks import Hook
from services.keyring import Keyring, fingerprint
from webhooks.errors import Problem
from webhooks.known import LIFE_SECONDS, MOST_KNOWN, Known

_log = structlog.get_logger(__name__)


class Hooks:
    """Finds the hooks of deliveries; tokens are not kept, only their fingerprints."""

    def __init__(
        self,
        keyring: Keyring,
        *,
        life: float = LIFE_SECONDS,
        most: int = MOST_KNOWN,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._keyring = keyring
        self._known: Known[Hook] = Known(life=life, most=most, timer=timer)

    async def find(self, token: str, vendor: str) -> Hook:
        """The hook of this path and vendor. Raises Problem ``unknown_hook`` (404)."""
        found = await self._known.get(fingerprint(token), lambda: self._ask(token))
        if found is None or found.vendor != vendor:
            raise Problem("unknown_hook")
        return found

    async def _ask(self, token: str) -> Hook | None:
        try:
            return await hooks.find(token, keyring=self._keyring)
        except Invalid:
            _log.error(
                "hook_secret_unreadable", reason="SECRET_KEY is not the one that the hook was made with"
            )
            raise
