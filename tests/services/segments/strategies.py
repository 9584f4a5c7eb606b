"""Random conditions, and random facts that lie on and around the conditions' thresholds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from services.segments.reasons import Facts

NOW = datetime(2027, 2, 26, 11, 0, tzinfo=UTC)
STEP = timedelta(microseconds=1)
DAYS = (0, 1, 7, 30, 60, 365)
NUMBERS: dict[str, tuple[Any, ...]] = {
    "receipts": (0, 1, 2, 5),
    "points": (0, 100, 150, 250),
    "birthday_in_days": (0, 1, 3, Decimal("6.5"), 7, 364, 365, 400),
    "visit_score": (1, 3, 5),
    "employee_score": (1, 4, 5),
    "rhythm": (Decimal("0.5"), 1, Decimal("1.5"), Decimal("2.7182818"), 10**11),
}
MONEY = {"spent": (0, 10, "99.99"), "average_receipt": (0, 5, "33.33")}
ZONES = ("Europe/Berlin", "Pacific/Auckland", "America/St_Johns", "Atlantic/Azores", "Africa/Cairo", "UTC")
CODES = {
    "tier": ("base", "gold"),
    "store": ("center", "harbour"),
    "language": ("en", "ru"),
    "source": ("poster", 'friend\'s "x" $1 %s'),
    "tag": ("vip", "it's"),
}
# days of clubs by the first store's clock, in Berlin, as the clubs of ``the_program`` have them
CLUBS = {
    "always": (None, None),
    "ending": (None, datetime(2027, 3, 4, 23, 0, tzinfo=UTC)),
    "coming": (datetime(2027, 2, 27, 23, 0, tzinfo=UTC), None),
}
KINDS = ("visit", "cart_left")


def _comparing(fact: str, values: tuple[Any, ...], *operators: str) -> st.SearchStrategy[dict[str, Any]]:
    tests = st.dictionaries(st.sampled_from(operators), st.sampled_from(values), min_size=1, max_size=2)
    return tests.map(lambda chosen: {"fact": fact, **chosen})


ORDER = ("at_least", "at_most", "more_than", "less_than")
leaf_conditions: st.SearchStrategy[dict[str, Any]] = st.one_of(
    *(_comparing(fact, values, "is", *ORDER) for fact, values in NUMBERS.items()),
    *(_comparing(fact, values, *ORDER) for fact, values in MONEY.items()),
    *(
        _comparing(fact, (*DAYS, "90m"), *ORDER)
        for fact in ("days_since_last_purchase", "days_since_join", "days_since_start")
    ),
    *(
        st.sampled_from([{"fact": fact, "is": wanted} for wanted in (True, False)])
        for fact in ("joined", "reachable", "marketing_consent")
    ),
    *(
        st.sampled_from([{"fact": fact, "is": words[0]}, {"fact": fact, "in": list(words)}])
        for fact, words in CODES.items()
    ),
    st.one_of(
        st.sampled_from(sorted(CLUBS)).map(lambda code: {"fact": "club", "is": code}),
        st.sets(st.sampled_from(sorted(CLUBS)), min_size=2).map(
            lambda codes: {"fact": "club", "in": sorted(codes)}
        ),
    ),
    st.fixed_dictionaries(
        {"fact": st.just("event"), "is": st.sampled_from(KINDS)},
        optional={"at_least": st.integers(1, 3), "within": st.sampled_from(["90m", "7d", "30d"])},
    ),
)
conditions: st.SearchStrategy[dict[str, Any]] = st.recursive(
    leaf_conditions,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=5,
)

_ages = st.one_of(
    st.sampled_from(DAYS).map(lambda days: timedelta(days=days)),
    st.integers(-2, 500).map(lambda days: timedelta(days=days)),
    st.just(timedelta(minutes=90)),
)
_edges = st.sampled_from([timedelta(0), STEP, -STEP, timedelta(hours=1)])
past = st.builds(lambda age, edge: NOW - age + edge, _ages, _edges)
maybe_past = st.none() | past
lots = st.tuples(
    st.sampled_from([1, 50, 100, 150]),
    past,
    st.none() | st.integers(-3, 400).map(lambda days: NOW + timedelta(days=days)),
)
facts = st.builds(
    Facts,
    zone=st.sampled_from(ZONES),
    language=st.sampled_from(("en", "ru")),
    telegram_id=st.none() | st.integers(10**10, 10**15),
    unreachable_since=maybe_past,
    marketing_since=maybe_past,
    joined_at=maybe_past,
    started_at=maybe_past,
    source=st.none() | st.sampled_from(CODES["source"]),
    store=st.none() | st.sampled_from(CODES["store"]),
    tier=st.none() | st.sampled_from(CODES["tier"]),
    tags=st.lists(st.sampled_from(CODES["tag"]), unique=True, max_size=2),
    clubs=st.lists(st.sampled_from([(code, *days) for code, days in CLUBS.items()]), unique=True),
    receipts=st.integers(0, 6),
    spent=st.sampled_from([0, 499, 500, 1000, 9998, 9999, 10**15]),
    last_purchase_at=maybe_past,
    rhythm_seconds=st.none() | st.sampled_from([0, 1, 86_400, 7 * 86_400 + 1, 2**31 - 1]),
    visit_score=st.none() | st.integers(1, 5),
    employee_score=st.none() | st.integers(1, 5),
    birthday=st.none()
    | st.sampled_from([date(2000, 2, 29), date(1990, 2, 28), date(1990, 3, 1), date(1985, 12, 31)])
    | st.dates(date(1930, 1, 1), date(2020, 12, 31)),
    debt=st.sampled_from([0, 0, 0, 60]),
    lots=st.lists(lots, max_size=3),
    events=st.dictionaries(
        st.sampled_from(KINDS), st.lists(past, max_size=4).map(lambda times: sorted(times, reverse=True))
    ),
)
