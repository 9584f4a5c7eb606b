"""What promo codes and coupons say of other parts of the file, and of days."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from services.program_file.earning_checks import huge
from services.program_file.segments import lifecycle_codes
from services.program_file.toml_data import Data, Finding, codes, entries, refers, wrong_at


def check_promo(data: Data) -> Iterator[Finding]:
    """Days in order, segments and tiers that exist, and rates that are slips of the finger."""
    for section in ("promo_codes", "coupons"):
        for path, entry in entries(data, section):
            first, last = _day(entry.get("from")), _day(entry.get("until"))
            if first and last and last < first:
                yield wrong_at((*path, "until"), "promo_code_days")
    for path, entry in entries(data, "promo_codes"):
        yield from huge(data, path, entry)
    segments = codes(data, "segments") | lifecycle_codes()
    tiers = codes(data, "tiers")
    for path, coupon in entries(data, "coupons"):
        yield from refers((*path, "segment"), coupon.get("segment"), segments, "segment")
        listed = coupon.get("tiers")
        for place, tier in enumerate(listed if isinstance(listed, list) else ()):
            yield from refers((*path, "tiers", place), tier, tiers, "tier")


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
