"""The HTTP application: the merchants' API, health, metrics and the documents."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from bot import __version__
from services.clock import Clock
from services.keyring import Keyring
from services.pricer import Pricer
from services.receipts.recorder import Recorder
from webhooks import keys
from webhooks.api.operations import operations as api_operations
from webhooks.auth import Authenticator
from webhooks.errors import problems
from webhooks.health import Check, Readiness
from webhooks.metrics import Metrics
from webhooks.operations import Operation
from webhooks.pos.hooks import Hooks
from webhooks.pos.operations import operations as pos_operations
from webhooks.requests import around, server_log
from webhooks.system import document_operations, health_operations

LARGEST_BODY = 1_000_000
KEEP_ALIVE_SECONDS = 75.0


def application(
    *,
    clock: Clock,
    keyring: Keyring,
    recorder: Recorder,
    readiness: Mapping[str, Check],
    metrics: Metrics | None = None,
    authenticator: Authenticator | None = None,
) -> web.Application:
    """The application with all its routes; others may be mounted on it before it starts.

    ``readiness``: checks by name (database, redis, migrations), coroutine functions that raise; without
    redis the program is degraded and goes on serving. ``metrics``: share it with the recorder
    (``Recorder(observe=metrics.batch)``).
    """
    metrics = Metrics() if metrics is None else metrics
    app = web.Application(middlewares=[around(metrics), problems], client_max_size=LARGEST_BODY)
    app[keys.CLOCK] = clock
    app[keys.KEYRING] = keyring
    app[keys.RECORDER] = recorder
    app[keys.PRICER] = Pricer(keyring)
    app[keys.AUTHENTICATOR] = Authenticator() if authenticator is None else authenticator
    app[keys.HOOKS] = Hooks(keyring)
    for operation in _operations(Readiness(readiness), metrics):
        _route(app, operation)
    return app


def _operations(readiness: Readiness, metrics: Metrics) -> tuple[Operation, ...]:
    described = (*api_operations(), *pos_operations(), *health_operations(readiness, metrics))
    return (*described, *document_operations(described, __version__))


def _route(app: web.Application, operation: Operation) -> None:
    if operation.method == "GET":
        app.router.add_get(operation.path, operation.handler)  # answers HEAD as well
    else:
        app.router.add_route(operation.method, operation.path, operation.handler)


def runner(app: web.Application) -> web.AppRunner:
    """What serves the application: our own access log, connections that are kept, no signal handlers."""
    return web.AppRunner(
        app,
        access_log=None,
        logger=server_log(),
        keepalive_timeout=KEEP_ALIVE_SECONDS,
        auto_decompress=False,  # a body packed a thousandfold is refused, not unpacked
        handle_signals=False,
        shutdown_timeout=10.0,
    )
