"""What gave the points, what was stamped and how far the next tier is, from the quote to the refund, over the wire."""

import pytest_asyncio

from services import programs
from services.customers import Customer
from services.programs import Program
from tests.conftest import NOW
from tests.webhooks.conftest import PROGRAM, Till, line, receipt
from tests.webhooks.test_holds import hold, maria

__all__ = ["maria"]

RULES = """
[[promo_codes]]
code = "TWICE"
multiply = 2

[[earning]]
code = "latte"
title = { en = "Latte day", ru = "День латте" }
points_per_visit = 7

[[stamps]]
code = "third"
title = "Every third"
every = 3
gives = { points = 50 }

[tier_rules]
measured_by = "visits"
"""


@pytest_asyncio.fixture
async def program(database: str) -> Program:
    """Tiers by visits: the second one from five."""
    text = PROGRAM.format(currency="RUB").replace("from = 500\n", "from = 5\n") + RULES
    return (await programs.apply(text, actor="test", now=NOW)).program


def sale(maria: Customer, **more: object) -> dict[str, object]:
    two = [line(amount="540.00", quantity="2")]
    return receipt(customer={"card": maria.card}, lines=two, promo_codes=["TWICE"], **more)


async def test_from_the_quote_to_the_refund(till: Till, maria: Customer) -> None:
    body = sale(maria)
    basket = {name: value for name, value in body.items() if name not in ("receipt_id", "hold")}
    quoted = (await till.post("/v1/quotes", basket)).json
    sold = (await till.post("/v1/receipts", body)).json
    rules = [
        {"rule": "base", "points": 27},
        {"rule": "promo:TWICE", "points": 27},
        {"rule": "latte", "points": 7},
    ]
    assert quoted["rules"] == sold["points"]["rules"] == rules
    card = {"card": "third", "stamps": 2, "full": 3, "rewarded": False}
    assert quoted["stamps"] == sold["stamps"] == [card]
    assert sold["slip"][0] == "+61 beans: 27 base, 27 promo code TWICE, 7 Latte day"
    assert sold["tier"] == {
        "name": "guest",
        "changed": False,
        "to_next": None,
        "to_next_points": None,
        "to_next_visits": 4,
    }
    assert (await till.post("/v1/receipts", body)).json == sold
    back = {"refund_id": "R-1", "currency": "RUB", "amount": "270.00"}
    refunded = (await till.post("/v1/receipts/A-1001/refunds", back)).json
    assert refunded["stamps"] == [{"card": "third", "taken": 1, "returned": 0, "stamps": 1}]
    assert refunded["slip"][-1] == "Every third: −1, now 1 of 3"
    assert refunded["tier"]["to_next_visits"] == 4
    assert (await till.post("/v1/receipts/A-1001/refunds", back)).json == refunded


async def test_ten_questions_may_wait_for_an_answer(till: Till, maria: Customer) -> None:
    asked = [
        await till.post("/v1/holds", hold(customer={"card": maria.card}, hold_id=f"H-{number}", points=10))
        for number in range(11)
    ]
    assert [one.status for one in asked] == [201] * 10 + [429]
    last = asked[-1]
    assert (last.json["code"], last.headers["Retry-After"]) == ("too_many_holds", "180")
    again = await till.post("/v1/holds", hold(customer={"card": maria.card}, hold_id="H-0", points=10))
    assert (again.status, again.raw) == (200, asked[0].raw)
    await till.request(
        "DELETE", f"/v1/holds/{asked[0].json['hold']}", headers={"Authorization": f"Bearer {till.key}"}
    )
    freed = await till.post("/v1/holds", hold(customer={"card": maria.card}, hold_id="H-11", points=10))
    assert freed.status == 201


LIMITS = """
[redemption]
max_share = "10%"
minimum = 20
step = 10
"""


async def test_a_refusal_says_the_number_that_would_do(till: Till, maria: Customer, program: Program) -> None:
    await programs.apply(await programs.text(program) + LIMITS, actor="test", now=NOW)

    async def told(name: str, **changes: object) -> object:
        return (await till.post("/v1/holds", hold(customer={"card": maria.card}, **changes))).json[name]

    assert await told("available", points=128) == 127
    assert await told("minimum", points=10) == 20
    assert await told("step", points=25) == 10
    assert await told("most", points=60) == 50
    assert await told("currency", currency="USD") == "RUB"
    await till.post("/v1/receipts", sale(maria))
    too_much = {"refund_id": "R-1", "currency": "RUB", "amount": "540.01"}
    assert (await till.post("/v1/receipts/A-1001/refunds", too_much)).json["left"] == "540.00"
