"""What the application hands to its handlers."""

from __future__ import annotations

from aiohttp import web

from services.clock import Clock
from services.keyring import Keyring
from services.pricer import Pricer
from services.receipts.recorder import Recorder
from webhooks.auth import Authenticator, Caller
from webhooks.pos.hooks import Hooks

CLOCK = web.AppKey("clock", Clock)
KEYRING = web.AppKey("keyring", Keyring)
PRICER = web.AppKey("pricer", Pricer)
RECORDER = web.AppKey("recorder", Recorder)
HOOKS = web.AppKey("hooks", Hooks)
AUTHENTICATOR = web.AppKey("authenticator", Authenticator)


async def caller_of(request: web.Request) -> Caller:
    """Whose key the request carries. Raises Problem (401)."""
    return await request.app[AUTHENTICATOR].caller(request.headers.get("Authorization"))
