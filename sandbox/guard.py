"""Who may talk to the sandbox: programs and pages of this machine, never a page from elsewhere.

The Host is checked against DNS rebinding, Origin and Sec-Fetch-Site against requests that another site's page
makes; no CORS header is ever sent.
"""

import ipaddress
from collections.abc import Awaitable, Callable, Collection

from aiohttp import web
from yarl import URL

from sandbox.problem import problem

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_OWN_SITES = frozenset({"same-origin", "none"})


def guarded(handler: Handler, hosts: Collection[str] = ()) -> Handler:
    """The handler behind the checks. `hosts` are names that are allowed beside those of this machine."""
    allowed = frozenset(name.lower() for name in hosts)

    async def checked(request: web.Request) -> web.StreamResponse:
        if not _is_local(request.host, allowed):
            return problem(403, "host_refused", f"the sandbox does not answer to the host {request.host!r}")
        if _is_foreign(request):
            return problem(403, "site_refused", "the sandbox does not take requests from other sites")
        return await handler(request)

    return checked


def _is_local(host: str, allowed: frozenset[str]) -> bool:
    try:
        name = (URL(f"http://{host}").host or "").lower()
    except ValueError:
        return False
    if name in allowed or name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _is_foreign(request: web.Request) -> bool:
    if request.headers.get("Sec-Fetch-Site", "none") not in _OWN_SITES:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and origin.partition("://")[2].lower() != request.host.lower()
