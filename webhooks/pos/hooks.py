"""Whose hook a path is."""

from __future__ import annotations

import structlog

from services import hooks
from services.errors import Invalid
from services.hooks import Hook
from services.keyring import Keyring
from webhooks.errors import Problem

_log = structlog.get_logger(__name__)


class Hooks:
    """Finds the hooks of deliveries; none is remembered, so one that was removed is gone in every process."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    async def find(self, token: str, vendor: str) -> Hook:
        """The hook of this path and vendor. Raises Problem ``unknown_hook`` (404)."""
        found = await self._ask(token)
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
