"""The vendors whose webhooks are understood."""

from __future__ import annotations

from collections.abc import Mapping

from webhooks.pos import standard
from webhooks.pos.vendor import Vendor

VENDORS: Mapping[str, Vendor] = {vendor.name: vendor for vendor in (standard.VENDOR,)}


def address(token: str, vendor: Vendor) -> str:
    """The path that a vendor sends to; in the documents the token is ``{hook}``."""
    return f"/hooks/{token}/{vendor.name}"
