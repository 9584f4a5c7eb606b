"""Serves the sandbox's page: plain files that load nothing from anywhere else, and a policy that says so."""

from collections.abc import Collection
from pathlib import Path

from aiohttp import web

from sandbox.guard import guarded

PAGE = Path(__file__).parent / "page"
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def mount(application: web.Application, hosts: Collection[str] = ()) -> None:
    """Add the page at `/sandbox` and its files under `/sandbox/page/`; `hosts` as in `sandbox.server.mount`."""
    application.router.add_get("/sandbox", guarded(_index, hosts))
    application.router.add_get("/sandbox/", guarded(_to_index, hosts))
    application.router.add_get(r"/sandbox/page/{name:[a-z_]+\.(?:css|js|svg)}", guarded(_asset, hosts))


async def _index(request: web.Request) -> web.StreamResponse:
    return _served(PAGE / "index.html")


async def _to_index(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/sandbox")


async def _asset(request: web.Request) -> web.StreamResponse:
    path = PAGE / request.match_info["name"]
    if not path.is_file():
        raise web.HTTPNotFound
    return _served(path)


def _served(path: Path) -> web.FileResponse:
    kind = f"{TYPES[path.suffix]}; charset=utf-8"
    return web.FileResponse(path, headers={**HEADERS, "Content-Type": kind})
