"""Numbers for Prometheus: never a label with a customer, a card or a path in it."""

from __future__ import annotations

from aiohttp.typedefs import Handler
from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.aiohttp import make_aiohttp_handler

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_SIZES = (1, 2, 5, 10, 20, 50, 100)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The numbers of one process; other parts may register theirs in ``registry``."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or _fresh_registry()
        self._requests = Counter(
            "regulars_http_requests",
            "Requests by method, route and status",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "regulars_http_request_seconds",
            "How long requests took",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._batches = Histogram(
            "regulars_receipt_batch_size",
            "How many receipts were recorded in one transaction",
            buckets=_SIZES,
            registry=self.registry,
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request; a method that nobody knows is ``other``, so that labels stay few."""
        known = method if method in _METHODS else "other"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(known, route).observe(seconds)

    def batch(self, size: int) -> None:
        """Count one batch of receipts."""
        self._batches.observe(size)

    def handler(self) -> Handler:
        """Answers with all numbers in the format that Prometheus asks for."""
        return make_aiohttp_handler(self.registry, disable_compression=True)


def _fresh_registry() -> CollectorRegistry:
    registry = CollectorRegistry(auto_describe=True)
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    return registry
