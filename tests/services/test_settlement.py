"""Who owes whom in a coalition: from the lots themselves, every point once, at the price of the day."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from services import gift_cards, merchants, programs, settlement
from services.customers import Customer
from services.database import rows
from services.errors import Invalid
from services.programs import Program
from services.rules.settlement import Movement, clear
from services.settlement import Settlement, Span
from tests.factories import joined
from tests.services.coalition import coalition_text, open_coalition
from tests.services.ledger import assert_sound
from tests.services.refunds.shop import Shop

NOW = datetime(2026, 10, 15, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31))


async def settled(program: Program, now: datetime, span: Span = OCTOBER) -> Settlement:
    return await settlement.settle(await programs.load(program.id), span, now=now)


def owed(found: Settlement) -> list[tuple[str | None, str | None, int]]:
    names = found.parties
    return [(names[one.debtor], names[one.creditor], one.money) for one in found.cleared.owed]


def spent(found: Settlement) -> dict[tuple[str | None, str | None], int]:
    names = found.parties
    return {(names[a], names[b]): flow.points for (a, b), flow in found.cleared.flows.items()}


async def test_an_issuer_owes_the_acceptor_its_price(database: str) -> None:
    program, shops = await open_coalition(NOW)
    ann = await joined(program, NOW)
    await shops["Coffee"].sell(ann, 100_000)  # 50 points
    await shops["Bakery"].sell(ann, 100_000)  # 120 points: its own rate, and silver
    await shops["Bakery"].sell(ann, 10_000, pay=60)  # the oldest first: 50 of Coffee's and 10 of its own
    found = await settled(program, NOW + DAY)
    assert spent(found) == {("Coffee", "Bakery"): 50, ("Bakery", "Bakery"): 10}
    assert owed(found) == [("Coffee", "Bakery", 50 * 80)]
    assert [found.cleared.net(who) for who in found.parties] == [-4000, 4000, 0]
    assert (await settled(program, NOW, Span(date(2026, 9, 1), date(2026, 9, 30)))).cleared.owed == ()


async def test_gifts_of_the_program_are_its_own(database: str) -> None:
    program, shops = await open_coalition(NOW)
    ann = await joined(program, NOW)
    await shops["Books"].give(ann, 30)
    await shops["Books"].sell(ann, 10_000, pay=30)
    found = await settled(program, NOW)
    assert owed(found) == [(None, "Books", 30 * 50)]
    assert None in found.parties


async def test_a_refund_undoes_it_at_the_price_of_the_purchase(database: str) -> None:
    program, shops = await open_coalition(NOW)
    ann = await joined(program, NOW)
    await shops["Coffee"].sell(ann, 200_000)  # 100 points
    sale = await shops["Bakery"].sell(ann, 20_000, pay=100)
    await programs.apply(coalition_text(bakery=10), actor="test", now=NOW)
    await shops["Bakery"].take_back(sale, 10_000)
    half = await settled(program, NOW)
    assert (spent(half)["Coffee", "Bakery"], owed(half)) == (50, [("Coffee", "Bakery", 50 * 80)])
    await shops["Bakery"].take_back(sale)
    whole = await settled(program, NOW)
    assert (spent(whole)["Coffee", "Bakery"], owed(whole)) == (0, [])


async def test_a_refund_in_the_next_month_pays_back_then(database: str) -> None:
    program, shops = await open_coalition(NOW)
    ann = await joined(program, NOW)
    await shops["Coffee"].sell(ann, 200_000)
    sale = await shops["Bakery"].sell(ann, 20_000, pay=100)
    for shop in shops.values():
        shop.now = datetime(2026, 10, 31, 21, 0, tzinfo=UTC)  # November in Moscow
    await shops["Bakery"].take_back(sale)
    later = NOW + 30 * DAY
    assert owed(await settled(program, later)) == [("Coffee", "Bakery", 8_000)]
    november = await settled(program, later, Span(date(2026, 11, 1), date(2026, 11, 30)))
    assert owed(november) == [("Bakery", "Coffee", 8_000)]


async def test_what_a_refund_takes_from_anothers_lots_is_settled(database: str) -> None:
    """Bakery's points were spent at Coffee's; Bakery's goods come back and Coffee's points are taken for it."""
    program, shops = await open_coalition(NOW)
    ann = await joined(program, NOW)
    sale = await shops["Bakery"].sell(ann, 100_000)  # 100 points
    await shops["Coffee"].sell(ann, 20_000, pay=100)
    shops["Coffee"].now += DAY
    await shops["Coffee"].sell(ann, 200_000)  # 100 points
    shops["Bakery"].now += DAY
    await shops["Bakery"].take_back(sale)
    found = await settled(program, NOW + 2 * DAY)
    names = {name: who for who, name in found.parties.items()}
    flows = found.cleared.flows
    assert flows[names["Bakery"], names["Coffee"]].money == 100 * 100
    assert flows[names["Coffee"], names["Bakery"]].reclaimed == 100
    assert owed(found) == [("Bakery", "Coffee", 100 * 100 - 100 * 80)]


async def test_outstanding_points_burn_at_their_issuer(database: str) -> None:
    program, shops = await open_coalition(NOW, coalition_text(expire_after="10d"))
    ann = await joined(program, NOW)
    await shops["Coffee"].sell(ann, 200_000)
    await shops["Bakery"].sell(ann, 10_000)
    await shops["Bakery"].sell(ann, 10_000, pay=30)
    november = Span(date(2026, 11, 1), date(2026, 11, 30))
    found = await settled(program, NOW + 30 * DAY)  # nobody has settled the customer since
    coffee = next(one for one in found.cleared.positions.values() if found.parties[one.issuer] == "Coffee")
    assert (coffee.opening, coffee.issued, coffee.spent, coffee.expired, coffee.closing) == (
        0,
        100,
        30,
        70,
        0,
    )
    after = await settled(program, NOW + 30 * DAY, november)
    assert all(one.opening == one.closing == 0 for one in after.cleared.positions.values())
    early = await settled(program, NOW + 30 * DAY, Span(date(2026, 10, 1), date(2026, 10, 16)))
    assert {early.parties[one.issuer]: one.closing for one in early.cleared.positions.values()} == {
        "Coffee": 70,
        "Bakery": 12 + 8,  # silver since the first purchase
    }


@pytest.mark.parametrize("seed", range(4))
async def test_every_point_is_counted_once(database: str, seed: int) -> None:
    """A random history: matrix, positions and money agree with the ledger's own entries."""
    chance = Random(seed)
    program, shops = await open_coalition(NOW, coalition_text(expire_after="6d", pending="1d"))
    people = [await joined(program, NOW) for _ in range(3)]
    sales: list[tuple[Shop, str]] = []
    now = NOW
    for step in range(40):
        now += timedelta(hours=chance.randint(0, 20))
        shop = chance.choice(list(shops.values()))
        shop.now = now
        await _live(chance, shop, chance.choice(people), sales)
        if step == 20:
            await programs.apply(coalition_text(bakery=30), actor="test", now=now)
            for one in shops.values():
                one.program = await programs.load(program.id)
    await assert_sound(program)
    middle = settlement.local_day(NOW + (now - NOW) / 2, settlement.zone_of(program))
    last = settlement.local_day(now, settlement.zone_of(program))
    spans = (Span(NOW.date() - DAY, middle), Span(middle + DAY, last + DAY))
    halves = [await settled(program, now, span) for span in spans]
    for found in halves:
        await _assert_fits(program, found)
    first, second = ({k: v.closing for k, v in one.cleared.positions.items() if v.closing} for one in halves)
    opening = {k: v.opening for k, v in halves[1].cleared.positions.items() if v.opening}
    assert first == opening
    [total] = await rows(
        "select sum(remaining + held)::bigint as points from lot where program_id = $1", program.id
    )
    assert sum(second.values()) == (total["points"] or 0)


async def _live(chance: Random, shop: Shop, customer: Customer, sales: list[tuple[Shop, str]]) -> None:
    doing = chance.random()
    if doing < 0.1:
        await shop.give(customer, chance.randint(1, 40))
    elif doing < 0.3 and sales:
        seller, sale = chance.choice(sales)
        seller.now = shop.now
        left = await rows("select total - refunded as left from receipt where receipt_id = $1", sale)
        if left[0]["left"]:
            await seller.take_back(sale, chance.choice([None, chance.randint(1, left[0]["left"])]))
    else:
        available = (await shop.sums(customer))[0]
        amount = chance.randint(1, 300) * 1000
        pay = chance.randint(0, min(available, amount // 100))
        sales.append((shop, await shop.sell(customer, amount, pay=pay)))


async def _assert_fits(program: Program, found: Settlement) -> None:
    begin, until = settlement.moments(found.span, found.zone)
    kinds = await rows(
        "select kind, sum(points)::bigint as points from entry where program_id = $1 and at >= $2 and at < $3"
        " group by kind",
        program.id,
        begin,
        until,
    )
    ledger = Counter({one["kind"]: abs(one["points"]) for one in kinds})
    flows = found.cleared.flows.values()
    assert sum(flow.spent for flow in flows) == ledger["spend"]
    assert sum(flow.points for flow in flows) == ledger["spend"] - ledger["restore"]
    positions = found.cleared.positions.values()
    assert sum(one.issued for one in positions) == ledger["earn"] + ledger["grant"]
    assert sum(one.expired for one in positions) == ledger["expire"]
    assert sum(found.cleared.net(who) for who in found.parties) == 0
    for one in positions:
        mine = sum(flow.points for flow in flows if flow.issuer == one.issuer)
        assert mine == one.spent - one.restored


async def test_who_sold_a_gift_card_owes_who_took_it(database: str) -> None:
    """In money, beside what is owed for points, and set off against it."""
    program, shops = await open_coalition(NOW)
    ann = await joined(program, NOW)
    card = await shops["Coffee"].sell_card(100_000)
    await shops["Bakery"].take_card(card.code, 30_000)
    await shops["Coffee"].take_card(card.code, 5_000)  # its own: nobody owes for it
    await shops["Bakery"].sell(ann, 100_000)  # 100 points
    await shops["Coffee"].sell(ann, 20_000, pay=100)
    found = await settled(program, NOW)
    names = {name: who for who, name in found.parties.items()}
    flow = found.cleared.flows[names["Coffee"], names["Bakery"]]
    assert (flow.cards_taken, flow.cards_given_back, flow.money) == (30_000, 0, 30_000)
    assert found.cleared.flows[names["Coffee"], names["Coffee"]].money == 0
    assert owed(found) == [("Coffee", "Bakery", 30_000 - 100 * 100)]
    assert sum(found.cleared.net(who) for who in found.parties) == 0


async def test_what_came_back_to_a_gift_card_is_owed_back_in_its_own_month(database: str) -> None:
    program, shops = await open_coalition(NOW)
    card = await shops["Coffee"].sell_card(100_000)
    use = await shops["Bakery"].take_card(card.code, 30_000)
    await shops["Bakery"].give_card_back(use, 10_000)
    shops["Bakery"].now = datetime(2026, 10, 31, 21, 0, tzinfo=UTC)  # November in Moscow
    await shops["Bakery"].give_card_back(use, 20_000)
    later = NOW + 30 * DAY
    assert owed(await settled(program, later)) == [("Coffee", "Bakery", 20_000)]
    november = await settled(program, later, Span(date(2026, 11, 1), date(2026, 11, 30)))
    assert owed(november) == [("Bakery", "Coffee", 20_000)]


async def test_a_card_that_became_points_is_owed_to_the_program_that_gives_them(database: str) -> None:
    program, shops = await open_coalition(NOW)
    ann = await joined(program, NOW)
    card = await shops["Coffee"].sell_card(10_050)
    await gift_cards.redeem(program, ann.id, card.id, key="1", now=NOW)
    await shops["Books"].sell(ann, 100_000, pay=100)
    found = await settled(program, NOW)
    assert owed(found) == [("Coffee", None, 10_000), (None, "Books", 100 * 50)]


async def test_another_program_is_another_book(database: str) -> None:
    program, shops = await open_coalition(NOW)
    ann = await joined(program, NOW)
    await shops["Coffee"].sell(ann, 200_000)
    await shops["Bakery"].sell(ann, 20_000, pay=10)
    other = (
        await programs.apply(coalition_text().replace('"test"', '"other"', 1), actor="test", now=NOW)
    ).program
    await merchants.create(other, "Coffee", actor="test", now=NOW)
    found = await settled(other, NOW)
    assert (found.cleared.owed, dict(found.cleared.positions)) == ((), {})


def test_a_pair_is_set_off() -> None:
    moved = [
        Movement("spend", 1, 2, 1, 10),
        Movement("spend", 2, 1, 1, 4),
        Movement("spend", None, 2, 1, 3),
        Movement("restore", 1, 2, 1, 1),
        Movement("earn", 1, None, None, 20),
        Movement("spend", 1, 2, 1, 5, after=True),
    ]
    cleared = clear({1: 6, 2: 1}, moved, lambda version, acceptor: 100 if acceptor == 2 else 50)
    assert [(one.debtor, one.creditor, one.money) for one in cleared.owed] == [(1, 2, 700), (None, 2, 300)]
    first = cleared.positions[1]
    assert (first.closing, first.opening) == (11, 11 - 20 - 1 + 10)


@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 1, 2), date(2026, 1, 1)), (date(1, 1, 1), date(2026, 1, 1))]
)
def test_a_period_has_an_end_after_its_beginning(first: date, last: date) -> None:
    with pytest.raises(Invalid):
        settlement.span(first, last)


async def test_taking_the_figures_away_is_kept(database: str) -> None:
    program, _ = await open_coalition(NOW)
    await settlement.told(program, OCTOBER, actor="telegram:1", now=NOW)
    [act] = await rows("select actor, target from audit where action = 'settlement.export'")
    assert act == {"actor": "telegram:1", "target": "2026-10-01/2026-10-31"}
