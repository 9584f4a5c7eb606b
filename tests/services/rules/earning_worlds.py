"""Baskets, buyers and rules for the tests of earning, by hand and by hypothesis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from services.rules.clubs import Club
from services.rules.earning_conditions import Least, Which, Who
from services.rules.earning_terms import Rule, Terms
from services.rules.pricing import Basket, BasketLine, Buyer

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
CATEGORIES = ("coffee", "cake", "tobacco", None)
SKUS = ("a", "b", "c")
CLUBS = (Club("tea"), Club("over", None, date(2026, 11, 24)))


@dataclass(frozen=True)
class File:
    """A program file as earning sees it."""

    earning_terms: Terms


def terms(*rules: Rule, **other: object) -> Terms:
    """5% back, a point pays one euro, tobacco earns nothing."""
    usual = {"base_rate": 500, "minor_units_per_point": 100, "excluded_categories": frozenset({"tobacco"})}
    return Terms(rules=rules, **{**usual, **other})  # type: ignore[arg-type]  # any key of Terms


def line(amount: int, category: str | None = "coffee", sku: str = "a", quantity: str = "1") -> BasketLine:
    return BasketLine(amount, sku, category, Decimal(quantity))


def basket(*lines: BasketLine, at: datetime = NOON, channel: str | None = None) -> Basket:
    return Basket(lines, at, "center", "Owner", channel)


def paid(bought: Basket) -> list[int]:
    """Everything paid with money."""
    return [one.amount for one in bought.lines]


NOBODY = Buyer()

LINES = st.builds(
    BasketLine,
    amount=st.integers(0, 10**7),
    sku=st.sampled_from(SKUS),
    category=st.sampled_from(CATEGORIES),
    quantity=st.sampled_from([Decimal(1), Decimal(3), Decimal("0.4"), Decimal("2.5")]),
)
BASKETS = st.lists(LINES, min_size=1, max_size=6).map(lambda lines: basket(*lines))
BUYERS = st.builds(
    Buyer,
    tier=st.sampled_from([None, "gold", "gone"]),
    visits=st.integers(0, 12),
    birthday=st.sampled_from([None, date(4, 2, 29), date(1990, 11, 24)]),
    favourites=st.frozensets(st.sampled_from(["coffee", "cake"])),
    clubs=st.frozensets(st.sampled_from(["tea", "over"])),
    receipts_day=st.integers(0, 2),
    earned_day=st.integers(0, 300),
    earned_month=st.integers(0, 3_000),
)


def some(values: Sequence[str]) -> st.SearchStrategy[frozenset[str] | None]:
    return st.none() | st.frozensets(st.sampled_from(values), min_size=1)


@st.composite
def rules(draw: st.DrawFn, *, generous: bool = False, priorities: bool = True) -> tuple[Rule, ...]:
    """Up to five rules; generous ones give at least the base rate of 5%."""
    values = {
        "base": st.integers(500 if generous else 0, 10_000),
        "bonus": st.integers(0, 3_000),
        "multiply": st.sampled_from([10_000, 15_000, 20_000, 33_333]),
        "item": st.integers(1, 20),
        "visit": st.integers(1, 50),
    }
    made = []
    for number in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(sorted(values)))
        made.append(
            Rule(
                code=f"r{number}",
                kind=kind,  # type: ignore[arg-type]  # the keys above are the kinds
                value=draw(values[kind]),
                priority=draw(st.integers(-1, 1)) if priorities else 0,
                which=Which(
                    categories=draw(some(["coffee", "cake", "tobacco"])),
                    skus=draw(some(SKUS)),
                    excluded_skus=draw(st.frozensets(st.sampled_from(SKUS), max_size=1)),
                    favourites=draw(st.booleans()),
                ),
                who=Who(
                    tiers=draw(some(["gold", "silver"])),
                    clubs=draw(st.sampled_from([None, None, CLUBS])),
                    every_nth_purchase=draw(st.sampled_from([None, 2])),
                ),
                least=Least(total=draw(st.sampled_from([0, 10**5])), items=draw(st.sampled_from([0, 2]))),
            )
        )
    return tuple(made)
