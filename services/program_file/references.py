"""What no single value can know: that codes are unique, that what is referred to exists, that orders rise.

It walks the TOML data and not the config, so that one run tells all problems even when some values are
wrong; a value of a wrong kind is passed over here, because the schema speaks about it.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from services.program_file.catalogue import Catalogue
from services.program_file.clubs import check_clubs
from services.program_file.earning_checks import check_earning, check_favourites
from services.program_file.memberships import check_memberships
from services.program_file.merchants import check_merchants
from services.program_file.paths import Path
from services.program_file.promo_checks import check_promo
from services.program_file.segments import LifecycleRules, lifecycle_codes
from services.program_file.text_checks import check_languages, check_offer_texts, check_overrides
from services.program_file.tiers import TierPolicy
from services.program_file.toml_data import Data, Finding, codes, entries, refers, table, warned, wrong_at
from services.program_file.values import basis_points, duration, shown

_SHORTEST = {"month": timedelta(days=28), "quarter": timedelta(days=90), "year": timedelta(days=365)}
Check: TypeAlias = Callable[[Data], Iterator[Finding]]


def cross_check(data: Data, catalogue: Catalogue | None) -> list[Finding]:
    """Every problem between the parts of the file: path, what it is, whether it is only a warning."""
    found = [finding for check in _CHECKS for finding in check(data)]
    return found + list(check_overrides(data, catalogue))


def _unique_codes(data: Data) -> Iterator[Finding]:
    for section in (
        "tiers",
        "memberships",
        "merchants",
        "stores",
        "employees",
        "segments",
        "offers",
        "promo_codes",
        "coupons",
        "stamps",
        "earning",
        "favourite_categories",
        "clubs",
    ):
        seen: set[str] = set()
        for path, entry in entries(data, section):
            code = entry.get("code")
            if not isinstance(code, str):
                continue
            code = code.upper() if section == "promo_codes" else code
            if code in seen:
                yield wrong_at((*path, "code"), "code_twice", value=shown(code))
            elif section == "segments" and code in lifecycle_codes():
                yield wrong_at((*path, "code"), "segment_taken", value=shown(code))
            seen.add(code)


def _employees(data: Data) -> Iterator[Finding]:
    for path, employee in entries(data, "employees"):
        if "store" in employee:
            yield from refers((*path, "store"), employee["store"], codes(data, "stores"), "store")
        elif employee.get("role", "cashier") in ("cashier", "manager"):
            yield wrong_at((*path, "store"), "employee_storeless")


def _offers(data: Data) -> Iterator[Finding]:
    known = codes(data, "segments") | lifecycle_codes()
    for path, offer in entries(data, "offers"):
        yield from refers((*path, "on_enter"), offer.get("on_enter"), known, "segment")


def _tiers(data: Data) -> Iterator[Finding]:
    before: Decimal | None = None
    for path, tier in entries(data, "tiers"):
        amount = _amount(tier.get("from"))
        if amount is None:
            continue
        if before is None and path[-1] == 0 and amount != 0:
            yield wrong_at((*path, "from"), "tier_first")
        if before is not None and amount <= before:
            yield wrong_at((*path, "from"), "tier_order")
        before = amount


def _tier_rules(data: Data) -> Iterator[Finding]:
    """A review that came after the next one would never end; grace has nothing to wait for without a window."""
    written, usual = table(data, "tier_rules"), TierPolicy()
    grace, window = _span(written.get("grace"), usual.grace), written.get("window", usual.window)
    if not isinstance(window, str):
        return
    shortest = _SHORTEST.get(window) or _span(window, grace + timedelta(days=1))
    if window == "lifetime" and grace:
        yield warned(("tier_rules", "grace"), "tier_grace_idle")
    elif window != "lifetime" and grace >= shortest:
        yield wrong_at(("tier_rules", "grace"), "tier_grace_long", most=max(shortest.days - 1, 0))


def _segments(data: Data) -> Iterator[Finding]:
    program = table(data, "program")
    listed = program.get("languages", [])
    languages = {program.get("language"), *(listed if isinstance(listed, list) else ())}
    known = {
        "tier": codes(data, "tiers"),
        "store": codes(data, "stores"),
        "club": codes(data, "clubs"),
        "language": {language for language in languages if isinstance(language, str)},
    }
    for path, segment in entries(data, "segments"):
        for at, comparison in _comparisons(segment.get("when"), (*path, "when")):
            fact = comparison.get("fact")
            if isinstance(fact, str) and fact in known:
                yield from _compared(at, comparison, known[fact], fact)


def _compared(path: Path, comparison: Data, known: set[str], fact: str) -> Iterator[Finding]:
    if "is" in comparison:
        yield from refers((*path, "is"), comparison["is"], known, fact)
    listed = comparison.get("in")
    for place, value in enumerate(listed if isinstance(listed, list) else ()):
        yield from refers((*path, "in", place), value, known, fact)


def _comparisons(condition: Any, path: Path) -> Iterator[tuple[Path, Data]]:
    if not isinstance(condition, dict):
        return
    if "fact" in condition:
        yield path, condition
    yield from _comparisons(condition.get("not"), (*path, "not"))
    for word in ("all", "any"):
        parts = condition.get(word)
        for place, part in enumerate(parts if isinstance(parts, list) else ()):
            yield from _comparisons(part, (*path, word, place))


def _lifecycle(data: Data) -> Iterator[Finding]:
    written, usual = table(data, "lifecycle"), LifecycleRules()
    at_risk = _span(written.get("at_risk_after"), usual.at_risk_after)
    lost = _span(written.get("lost_after"), usual.lost_after)
    if lost <= at_risk:
        yield wrong_at(("lifecycle", "lost_after"), "lost_order")
    active = written.get("active_receipts", usual.active_receipts)
    loyal = written.get("loyal_receipts", usual.loyal_receipts)
    if isinstance(active, int) and isinstance(loyal, int) and loyal <= active:
        yield wrong_at(("lifecycle", "loyal_receipts"), "loyal_order")


def _points(data: Data) -> Iterator[Finding]:
    points = table(data, "points")
    rate = points.get("base_rate")
    if isinstance(rate, int) and not isinstance(rate, bool) and 0 < rate < 25:
        yield warned(("points", "base_rate"), "rate_tiny", rate=rate)
    if _bps(rate) > 5_000:
        yield warned(("points", "base_rate"), "rate_huge")
    if points.get("refunds") == "within_balance":
        yield warned(("points", "refunds"), "refunds_farmed")
    if points.get("kind") == "money" and points.get("minor_units_per_point", 1) != 1:
        yield wrong_at(("points", "minor_units_per_point"), "money_point_worth")
    yield from _expiry(points)


def _expiry(points: Data) -> Iterator[Finding]:
    if "expiry" in points and "expire_after" in points:
        yield wrong_at(("points", "expire_after"), "expiry_twice")
    expiry = points.get("expiry")
    if isinstance(expiry, dict) and expiry.keys() & {"end_of", "on"} and not expiry.get("after_months"):
        yield warned(("points", "expiry"), "expiry_tonight")


def _bps(value: Any) -> int:
    try:
        return basis_points(value)
    except ValueError:
        return 0


def _span(value: Any, usual: timedelta) -> timedelta:
    try:
        return duration(value) if value is not None else usual
    except ValueError:
        return usual


def _amount(value: Any) -> Decimal | None:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return Decimal(text) if text.isascii() and text.replace(".", "", 1).isdigit() else None


_CHECKS: tuple[Check, ...] = (
    _unique_codes,
    _employees,
    _offers,
    _tiers,
    _tier_rules,
    _segments,
    _lifecycle,
    check_promo,
    check_memberships,
    _points,
    check_merchants,
    check_earning,
    check_favourites,
    check_clubs,
    check_languages,
    check_offer_texts,
)
