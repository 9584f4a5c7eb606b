"""A customer's past through a file: the tiers go the way that the rules of tiers say, purchase by purchase."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.program_file import ProgramConfig, parse
from services.rules.pricing import Basket, BasketLine
from services.rules.replaying import Person, Replay, Sale
from services.rules.tier_reviews import due_reviews, settle
from services.rules.tier_windows import Window, open_window, review_window
from services.rules.tiers import Held, Standing, after_purchase
from tests.factories import program_text

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
RULES = (
    "",
    '[tier_rules]\nwindow = "month"\ngrace = "3d"',
    '[tier_rules]\nwindow = "30d"\ndowngrade = "by_balance"',
    '[tier_rules]\nwindow = "quarter"\nmeasured_by = "points"',
    '[tier_rules]\nmeasured_by = "visits"',
)
CONFIGS = [
    parse(
        (
            program_text()
            if "measured_by" not in rules
            else program_text().replace("1000", "3").replace("5000", "9")
        )
        + rules
    )
    for rules in RULES
]
SALES = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 3_000)), min_size=1, max_size=25)


def sales_of(steps: list[tuple[int, int]]) -> list[Sale]:
    at, sales = BEGIN, list[Sale]()
    for days, roubles in steps:
        at += timedelta(days=days, hours=1)
        line = BasketLine(roubles * 100, "sku", "coffee")
        sales.append(Sale(Basket((line,), at, f"store {len(sales)}", "Till"), at))
    return sales


def tiers_one_by_one(config: ProgramConfig, sales: list[Sale], earned: list[int]) -> list[str | None]:
    """The tier before each sale, by the rules of tiers alone."""
    zone, policy, held = config.stores[0].zone, config.tier_rules, Held("bronze")
    shown: list[str | None] = []
    for place, sale in enumerate(sales):
        windows = {due: review_window(policy, zone, due) for due in due_reviews(policy, zone, held, sale.at)}
        before = {due: _sum(sales, earned, place, window) for due, window in windows.items()}
        for turn in settle(config.tiers, policy, zone, held, before, sale.at):
            held = turn.held
        shown.append(held.earned)
        standing = _sum(sales, earned, place + 1, open_window(policy, zone, sale.at))
        held = after_purchase(config.tiers, policy, zone, held, standing, sale.at)
    return shown


def _sum(sales: list[Sale], earned: list[int], until: int, window: Window) -> Standing:
    total = Standing()
    for sale, points in zip(sales[:until], earned[:until], strict=True):
        if window.counts(sale.at, sale.at):
            total = total.plus(Standing(sale.basket.total, points, 1))
    return total


@settings(max_examples=60, deadline=None)
@given(config=st.sampled_from(CONFIGS), steps=SALES)
def test_tiers_go_as_they_would_have_gone(config: ProgramConfig, steps: list[tuple[int, int]]) -> None:
    sales = sales_of(steps)
    replay = Replay(config, config.stores[0].zone)
    replay.customer(Person(), sales)
    by_store = {store: (tier, tally) for (tier, store), tally in replay.tallies.items()}
    found = [by_store[sale.basket.store] for sale in sales]
    earned = [tally.earned for _, tally in found]
    assert [tier for tier, _ in found] == tiers_one_by_one(config, sales, earned)
    assert sum(tally.turnover for _, tally in found) == sum(sale.basket.total for sale in sales)


def test_a_customer_leaves_nothing_to_the_next() -> None:
    config, sales = CONFIGS[0], sales_of([(0, 3_000), (1, 3_000)])
    once, twice = Replay(config, config.stores[0].zone), Replay(config, config.stores[0].zone)
    once.customer(Person(), sales)
    for _ in range(2):
        twice.customer(Person(), sales)
    assert {place: 2 * tally.earned for place, tally in once.tallies.items()} == {
        place: tally.earned for place, tally in twice.tallies.items()
    }
