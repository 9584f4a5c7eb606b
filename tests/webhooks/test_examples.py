"""Each example file keeps its promise: applied, joined, and bought by over the till's own API."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from services import clubs, gift_cards, memberships, merchants, programs
from services.customers import Customer
from services.keyring import Keyring
from services.memberships import Paid
from services.programs import Program
from tests.conftest import EXAMPLES, NOW
from tests.factories import joined
from tests.services.ledger import assert_sound
from tests.webhooks.conftest import Till, serve

FILES = sorted(EXAMPLES.glob("*.toml"))


@dataclass
class Shop:
    """A program of an example, its till, and somebody who has joined."""

    till: Till
    program: Program
    customer: Customer
    keyring: Keyring
    receipts: "count[int]" = field(default_factory=lambda: count(1))

    async def buy(self, *lines: tuple[str, str], store: str | None = None, code: str | None = None) -> Any:
        """The answer to a receipt of these (category or SKU, amount)."""
        body = {
            "receipt_id": f"E-{next(self.receipts)}",
            "store": store or self.program.config.stores[0].code,
            "promo_codes": [code] if code else [],
            **self.basket(*lines),
        }
        said = await self.till.post("/v1/receipts", body)
        assert said.status == 201, said.raw
        return said.json

    def basket(self, *lines: tuple[str, str]) -> dict[str, Any]:
        total = sum(round(float(amount) * 100) for _, amount in lines)
        return {
            "customer": {"card": self.customer.card},
            "issued_at": self.till.clock.now().isoformat(),
            "currency": self.program.currency,
            "total": f"{total // 100}.{total % 100:02}",
            "lines": [
                {"sku": what, "name": what, "category": what, "quantity": "1", "amount": amount}
                for what, amount in lines
            ],
        }

    async def post(self, path: str, **body: Any) -> Any:
        said = await self.till.post(path, body)
        assert said.status in (200, 201), said.raw
        return said.json

    async def balance(self) -> Any:
        return await self.post("/v1/customers/lookup", card=self.customer.card)

    def wait(self, **span: int) -> None:
        self.till.clock.at += timedelta(**span)


async def coffee(shop: Shop) -> None:
    answer = await shop.buy(("coffee", "540.00"))
    assert (answer["points"]["earned"], answer["points"]["balance"]) == (27, 127)  # 5%, and 100 for joining
    assert answer["slip"] == ["+27 beans", "Balance: 127 beans"]
    answer = await shop.buy(("coffee", "100.00"), code="WELCOME")
    assert answer["points"]["balance"] == 127 + 5 + 50


async def discounts(shop: Shop) -> None:
    answer = await shop.buy(("roses", "100.00"), ("delivery", "10.00"))
    assert (answer["discount"], answer["payable"], answer["points"]["earned"]) == ("3.00", "107.00", 0)
    answer = await shop.buy(("roses", "150.00"))
    assert answer["tier"] | {"to_next": None} == answer["tier"] | {
        "name": "friend",
        "changed": True,
        "to_next": None,
    }
    assert (await shop.buy(("roses", "100.00")))["payable"] == "93.00"


async def cashback(shop: Shop) -> None:
    answer = await shop.buy(("tiles", "1000.00"), ("delivery", "500.00"))
    points = answer["points"]
    assert (points["earned"], points["earned_money"]) == (3000, "30.00")  # 3%, of the tiles alone
    assert (points["balance_money"], points["pending_money"]) == ("200.00", "30.00")
    assert answer["slip"] == ["+₽30", "Piggy bank: ₽200"]
    quoted = await shop.post("/v1/quotes", store="yard", **shop.basket(("tiles", "400.00")))
    limits = quoted["redemption"]
    assert (limits["most"], limits["most_money"], limits["minimum_money"]) == (12_000, "120.00", "100.00")
    assert "Can be paid from the balance: ₽120" in quoted["slip"]
    shop.wait(days=14)
    assert (await shop.balance())["balance_money"] == "230.00"
    shop.wait(hours=20)  # eight in the morning of the next day
    assert (await shop.buy(("paint", "100.00")))["points"]["earned_money"] == "6.00"


async def mix(shop: Shop) -> None:
    for visit in range(1, 6):
        answer = await shop.buy(("lunch", "12.00"))
        assert (answer["points"]["earned"], answer["discount"]) == (6, "0.00")
        assert answer["tier"]["name"] == ("crew" if visit == 5 else "shore")
    answer = await shop.buy(("lunch", "12.00"), ("wine", "20.00"))
    assert (answer["discount"], answer["payable"]) == ("14.00", "18.00")  # the lunch whole, 10% off the wine
    assert answer["points"]["earned"] == 10  # 6% of 18 euros, in shells of 10 cents


async def stamps(shop: Shop) -> None:
    for _ in range(6):
        assert (await shop.buy(("coffee", "3.50")))["payable"] == "3.50"
    seventh = await shop.buy(("coffee", "3.50"), ("cake", "4.00"))
    assert (seventh["discount"], seventh["payable"]) == ("3.50", "4.00")
    for _ in range(10):
        last = await shop.buy(("breakfast-big", "11.00"))
    assert last["points"]["balance"] == 100


async def membership(shop: Shop) -> None:
    answer = await shop.buy(("wash", "10.00"))
    assert (answer["discount"], answer["points"]["earned"]) == ("0.00", 2)
    invoice = await memberships.invoice(
        shop.program, shop.customer.id, "month", money=False, keyring=shop.keyring, now=NOW
    )
    assert (invoice.amount, invoice.currency) == (750, "XTR")
    assert shop.customer.telegram_id is not None
    paid = Paid(
        "c1", "p1", shop.customer.telegram_id, 750, "XTR", invoice.payload, recurring=True, first=True
    )
    assert await memberships.settle(shop.program, paid, keyring=shop.keyring, now=NOW)
    answer = await shop.buy(("wash", "10.00"))
    assert (answer["discount"], answer["payable"]) == ("4.00", "6.00")
    assert (answer["points"]["earned"], answer["points"]["balance"]) == (3, 2 + 50 + 3)


async def club(shop: Shop) -> None:
    assert (await shop.buy(("baby", "100.00")))["points"]["earned"] == 2
    for code in ("babies", "builders", "babies"):
        await clubs.join(shop.program, shop.customer.id, code, now=NOW)
    answer = await shop.buy(("baby", "100.00"), ("bricks", "100.00"))
    assert (answer["points"]["earned"], answer["points"]["balance"]) == (10 + 4, 2 + 15 + 14)


async def gifts(shop: Shop) -> None:
    sold = await shop.post("/v1/gift-cards", gift_card_id="G-1", amount="25.00", currency="GBP")
    use = {"use_id": "U-1", "code": sold["code"], "amount": "10.00", "currency": "GBP", "store": "york"}
    assert (await shop.post("/v1/gift-cards/uses", **use))["left"] == "15.00"
    seen = await gift_cards.checked(shop.program, "ann", sold["code"], keyring=shop.keyring, now=NOW)
    await gift_cards.redeem(shop.program, shop.customer.id, seen.card.id, key="1", now=NOW)
    assert (await shop.balance())["balance_money"] == "15.00"
    answer = await shop.buy(("film", "12.00"), ("booking-fee", "1.00"))
    assert answer["points"]["balance_money"] == "15.60"
    assert answer["slip"] == ["+£0.60", "Popcorn money: £15.60"]


async def promo(shop: Shop) -> None:
    first = await shop.buy(("khinkali", "50.00"), ("delivery", "5.00"))
    assert (first["discount"], first["payable"]) == ("10.00", "45.00")  # 20% off the first order
    second = await shop.buy(("khinkali", "50.00"), code="MAGNET")
    assert (second["discount"], second["points"]["earned"]) == ("5.00", 4)
    assert (await shop.buy(("khinkali", "130.00")))["discount"] == "15.00"  # a feast
    before = (await shop.balance())["balance"]
    assert (await shop.buy(("khinkali", "50.00"), code="khinkali"))["points"]["balance"] == before + 50 + 5
    assert (await shop.buy(("khinkali", "50.00"), code="DOUBLE"))["points"]["earned"] == 10


async def bakery(shop: Shop) -> None:
    answer = await shop.buy(("bread", "10.00"))
    assert answer["points"]["earned"] == 30 + 200  # 3%, and the first purchase
    shop.wait(hours=12)  # nine in the evening in Lisbon
    answer = await shop.buy(("bread", "10.00"), ("coffee-own-cup", "2.00"), store="station")
    assert answer["points"]["earned"] == 100 + 6 + 5  # night bread, 3%, the cup


async def salon(shop: Shop) -> None:
    answer = await shop.buy(("haircut", "10000.00"))
    assert (answer["points"]["earned"], answer["points"]["balance"]) == (30, 0)
    shop.wait(days=2)
    assert (await shop.balance())["balance"] == 30


STORIES: dict[str, Callable[[Shop], Awaitable[None]]] = {
    "coffee": coffee,
    "discounts": discounts,
    "cashback": cashback,
    "mix": mix,
    "stamps": stamps,
    "membership": membership,
    "clubs": club,
    "gift_cards": gifts,
    "promo": promo,
    "bakery": bakery,
    "salon": salon,
}


async def opened(path: Path) -> AsyncIterator[Shop]:
    """The example in force, with a till, and a customer who has joined."""
    keyring = Keyring("a secret for tests only")
    program = (await programs.apply(path.read_text("utf-8"), actor="test", now=NOW)).program
    _, key = await merchants.create(program, program.config.program.merchant, actor="test", now=NOW)
    customer = await joined(program, NOW)
    async for till in serve(key, keyring):
        yield Shop(till, program, customer, keyring)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_an_example_keeps_its_promise(database: str, path: Path) -> None:
    async for shop in opened(path):
        await STORIES[path.stem](shop)
        await assert_sound(shop.program)
