"""A shop that sells, takes points and takes goods back, with every command committed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any

import orjson

from services import gift_cards, ids, merchants, points, refunds
from services.customers import Customer
from services.database import fetch, rows, transaction
from services.gift_cards import Issued, NewGiftCard, NewReturn, NewUse
from services.keyring import Keyring
from services.points import Grant
from services.programs import Program
from services.receipts import batch
from services.receipts.shapes import NewReceipt, Recorded
from services.receipts.state import Pending
from services.refunds import NewRefund, RefundAnswer
from services.rules.ledger import Hold
from services.rules.refunding import Asked
from tests.factories import card, encode, make_program, program_text, receipt

KEYRING = Keyring("test secret")
_numbers = count(1)


def words(program: Program, answer: RefundAnswer) -> bytes:
    """The facts of an answer as they are."""
    return orjson.dumps(asdict(answer))


@dataclass
class Shop:
    """A program with one merchant; ``now`` is moved by the tests."""

    program: Program
    merchant_id: int
    now: datetime
    merchant: str = "Till"
    sales: list[str] = field(default_factory=list)

    async def give(self, customer: Customer, amount: int) -> None:
        grant = Grant(customer.id, amount, "test", "test", f"test:{next(_numbers)}")
        async with transaction() as connection:
            await points.give(connection, self.program, [grant], now=self.now)

    async def sell_card(self, amount: int) -> Issued:
        """A gift card for everybody's tills."""
        new = NewGiftCard(f"G-{next(_numbers)}", amount, "RUB", None, b"hash")
        return await gift_cards.issue(self.program, self.merchant_id, new, keyring=KEYRING, now=self.now)

    async def take_card(self, code: str, amount: int) -> str:
        """A gift card pays here; returns the id of the use."""
        new = NewUse(f"U-{next(_numbers)}", code, amount, "RUB", None, b"hash")
        await gift_cards.take(
            self.program, self.merchant_id, new, keyring=KEYRING, encode=lambda *_: b"{}", now=self.now
        )
        return new.use_id

    async def give_card_back(self, use_id: str, amount: int) -> None:
        """What a gift card paid here comes back to it."""
        new = NewReturn(use_id, f"R-{next(_numbers)}", amount, "RUB", b"hash")
        await gift_cards.give_back(self.program, self.merchant_id, new, encode=lambda *_: b"{}", now=self.now)

    async def sell(
        self,
        customer: Customer | None,
        *amounts: int,
        pay: int = 0,
        receipt_id: str | None = None,
        **more: Any,
    ) -> str:
        """A sale, paid with points as far as asked; returns its id."""
        new = receipt(
            receipt_id,
            customer=card(customer) if customer else None,
            amounts=amounts or (54_000,),
            issued_at=self.now,
            **more,
        )
        if pay and customer:
            new = replace(new, hold=await self._hold(customer, pay))
        recorded = await self.record(new)
        assert isinstance(recorded, Recorded), recorded
        return new.receipt_id

    async def record(self, new: NewReceipt) -> batch.Outcome:
        pending = Pending(self.merchant_id, self.merchant, new, self.now)
        return (await batch.record(self.program.id, [pending], keyring=KEYRING, encode=encode))[0]

    async def _hold(self, customer: Customer, amount: int) -> str:
        token = f"hold-{next(_numbers)}"
        async with transaction() as connection:
            await points.lock(connection, self.program.id, [customer.id])
            loaded = await points.load(connection, self.program, [customer.id], self.now, whole=[customer.id])
            account, new_ids = loaded[customer.id], await ids.take(connection, 100)
            account.settle(self.now, new_ids.take)
            until = self.now + self.program.config.redemption.hold_for
            hold = Hold(new_ids.take(), until)
            account.set_aside(hold, amount, self.now)
            await fetch(
                connection,
                "insert into hold (program_id, id, token, hold_id, input_hash, merchant_id, store_id, customer_id,"
                " points, state, created_at, confirmed_at, expires_at, answer)"
                " select $1, $2, $3, $3, ''::bytea, $4, s.id, $5, $6, 'live', $7, $7, $8, ''::bytea"
                " from store s where s.program_id = $1 limit 1",
                self.program.id,
                hold.id,
                token,
                self.merchant_id,
                customer.id,
                amount,
                self.now,
                until,
            )
            await points.write(connection, self.program.id, [account])
        return token

    def asking(
        self,
        receipt_id: str,
        asked: Asked = None,
        *,
        refund_id: str | None = None,
        currency: str | None = None,
    ) -> NewRefund:
        refund_id = refund_id or f"R-{next(_numbers)}"
        currency = currency or self.program.currency
        content = repr((refund_id, asked, currency)).encode()
        return NewRefund(receipt_id, refund_id, currency, asked, content)

    async def take_back(self, receipt_id: str, asked: Asked = None, **more: Any) -> Mapping[str, Any]:
        """A refund; its answer."""
        said = await self.refund(self.asking(receipt_id, asked, **more))
        assert said.body is not None
        found: Mapping[str, Any] = orjson.loads(said.body)
        return found

    async def refund(self, new: NewRefund) -> refunds.Answered:
        return await refunds.record(self.program, self.merchant_id, new, encode=words, now=self.now)

    async def sums(self, customer: Customer) -> tuple[int, int, int, int]:
        """available, pending, held, debt."""
        found = await points.balance(self.program, customer.id, now=self.now)
        return found.available, found.pending, found.held, found.debt

    async def row(self, sql: str, *values: object) -> dict[str, Any]:
        [found] = await rows(sql, *values)
        return found


async def open_shop(now: datetime, text: str | None = None, **rules: Any) -> Shop:
    program = await make_program(now, text or program_text(**rules))
    merchant, _ = await merchants.create(program, "Till", actor="test", now=now)
    return Shop(program, merchant.id, now)
