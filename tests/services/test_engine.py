"""The whole engine as a state machine over real rows: whatever is done, and in whatever order, the ledger is sound."""

import asyncio
import hashlib
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from services import database as services_database
from services import holds, points, programs, refunds, tiers, transfers
from services.customers import Customer
from services.database import rows
from services.errors import RegularsError
from services.receipts.shapes import CustomerRef, NewReceipt
from services.refunds import NewRefund
from services.rules.refunding import Asked
from tests.conftest import NOW
from tests.factories import card, joined, program_text, receipt
from tests.services.ledger import assert_sound
from tests.services.refunds.shop import words
from tests.services.tills import Till, code_of, customer_with, new_hold, open_till

RULES = {
    "plain": """
[transfers]
allowed = true
return_window = "0h"

[[promo_codes]]
code = "MORE"
bonus = "5%"
""",
    "happy": """
[[earning]]
code = "happy"
title = "Happy hours"
multiply = 2
from = "10:00"
until = "16:00"

[[earning]]
code = "visit"
title = "A visit"
points_per_visit = 7

[[earning]]
code = "third"
title = "Every third"
multiply = 3
every_nth_purchase = 3

[transfers]
allowed = true
return_window = "2h"
""",
    "strict": """
[redemption]
max_share = "30%"
minimum = 10
step = 5

[transfers]
allowed = true
minimum = 5
step = 5
most_a_day = 60
most_a_month = 200
return_window = "1d"

[tier_rules]
window = "30d"
""",
}
LATER = st.sampled_from([0, 0, 0, 1, 5, 24, 24, 24 * 4, 24 * 12])
AMOUNTS = st.lists(st.sampled_from([1, 99, 5_000, 54_000, 333_333]), min_size=1, max_size=3)


def text_of(slug: str, rules: str) -> str:
    text = program_text(pending="1d", expire_after="10d", welcome=15).replace(
        'slug = "test"', f'slug = "{slug}"'
    )
    return text + RULES[rules]


class Engine(RuleBasedStateMachine):
    """Tills ring up, hold and refund; people join and give each other; admins change rules; time goes by."""

    runner: ClassVar[asyncio.Runner]
    slugs: ClassVar[Iterator[int]] = count(1)

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = NOW
        self.numbers = count(1)
        self.sold: list[str] = []
        self.open_holds: list[tuple[str, Customer]] = []
        self.given: list[int] = []

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    @initialize()
    def open(self) -> None:
        self.slug = f"engine-{next(self.slugs)}"
        applied = self.do(programs.apply(text_of(self.slug, "plain"), actor="test", now=self.now))
        self.till: Till = self.do(open_till(applied.program, self.now))
        people = [self.do(customer_with(applied.program, self.now, many)) for many in (0, 300)]
        self.people: list[Customer] = people
        self.phone = CustomerRef("phone", "+79001112233")

    @rule(data=st.data(), amounts=AMOUNTS, promo=st.booleans())
    def buy(self, data: st.DataObject, amounts: list[int], promo: bool) -> None:
        who = data.draw(st.sampled_from([*map(card, self.people), self.phone, None]))
        codes = data.draw(st.sampled_from([("HELLO",), ("MORE",)])) if promo and who else ()
        self.ring_up(self.receipt(who, amounts, promo_codes=codes))

    @rule(data=st.data(), asked=st.integers(1, 400), amount=st.sampled_from([5_000, 54_000]))
    def hold(self, data: st.DataObject, asked: int, amount: int) -> None:
        person = data.draw(st.sampled_from(self.people))
        by_code = data.draw(st.booleans())
        ref = self.do(code_of(self.till.program, person, self.now)) if by_code else card(person)
        try:
            made = self.do(self.till.hold(new_hold(ref, asked, self.now, amount=amount), self.now))
        except RegularsError:
            return
        self.open_holds.append((str(made["hold"]), person))

    @rule(data=st.data(), amount=st.sampled_from([5_000, 54_000, 333_333]))
    def spend(self, data: st.DataObject, amount: int) -> None:
        """Show the code and pay with all that may pay: later refunds of older receipts find nothing to take."""
        person = data.draw(st.sampled_from(self.people))
        ref = self.do(code_of(self.till.program, person, self.now))
        available = self.do(points.balance(self.till.program, person.id, now=self.now)).available
        with refusals():
            asked = max(1, min(available, amount // 100))
            made = self.do(self.till.hold(new_hold(ref, asked, self.now, amount=amount), self.now))
            self.ring_up(replace(self.receipt(card(person), [amount]), hold=str(made["hold"])))

    @precondition(lambda self: self.open_holds)
    @rule(data=st.data(), amounts=AMOUNTS)
    def pay_with_hold(self, data: st.DataObject, amounts: list[int]) -> None:
        token, person = data.draw(st.sampled_from(self.open_holds))
        self.ring_up(replace(self.receipt(card(person), amounts), hold=token))

    @precondition(lambda self: self.open_holds)
    @rule(data=st.data(), what=st.sampled_from(["yes", "no", "cancel"]))
    def decide(self, data: st.DataObject, what: str) -> None:
        token, person = data.draw(st.sampled_from(self.open_holds))
        if what == "cancel":
            self.tolerate(holds.cancel(self.till.program, self.till.merchant.id, token, now=self.now))
            return
        hold = self.do(rows("select id from hold where token = $1", token))[0]["id"]
        yes = what == "yes"
        self.tolerate(holds.decide(self.till.program, hold, customer_id=person.id, yes=yes, now=self.now))

    @rule(data=st.data(), whole=st.booleans(), by_line=st.booleans(), amount=st.integers(1, 60_000))
    def refund(self, data: st.DataObject, whole: bool, by_line: bool, amount: int) -> None:
        early = f"E-{next(self.numbers)}"  # of a receipt that is still to come
        receipt_id = data.draw(st.sampled_from([*self.sold, early]))
        asked: Asked = None if whole else {0: amount} if by_line else amount
        new = NewRefund(
            receipt_id, f"R-{next(self.numbers)}", "RUB", asked, hashlib.sha256(receipt_id.encode()).digest()
        )
        self.tolerate(
            refunds.record(self.till.program, self.till.merchant.id, new, encode=words, now=self.now)
        )
        if receipt_id == early and data.draw(st.booleans()):
            who = card(data.draw(st.sampled_from(self.people)))
            self.ring_up(replace(self.receipt(who, [54_000]), receipt_id=early))

    @rule(data=st.data(), whole=st.booleans(), asked=st.integers(1, 300))
    def give_away(self, data: st.DataObject, whole: bool, asked: int) -> None:
        giver, receiver = (data.draw(st.sampled_from(self.people)) for _ in range(2))
        if whole:
            asked = self.do(transfers.quote(self.till.program, giver.id, now=self.now)).most
        key, actor = f"give:{next(self.numbers)}", "test"
        with refusals():
            given = self.do(
                transfers.give(
                    self.till.program, giver.id, receiver.card, asked, actor=actor, key=key, now=self.now
                )
            )
            self.given.append(given.transfer)

    @precondition(lambda self: self.given)
    @rule(data=st.data())
    def undo_a_transfer(self, data: st.DataObject) -> None:
        transfer, key = data.draw(st.sampled_from(self.given)), f"undo:{next(self.numbers)}"
        self.tolerate(transfers.undo(self.till.program, transfer, actor="test", key=key, now=self.now))

    @rule(hours=LATER, scheduler=st.booleans())
    def wait(self, hours: int, scheduler: bool) -> None:
        self.now += timedelta(hours=hours, minutes=3)
        if scheduler:
            self.do(points.settle_due(self.till.program, now=self.now))
            self.do(tiers.review_due(self.till.program, now=self.now))

    @rule(rules=st.sampled_from(sorted(RULES)))
    def change_rules(self, rules: str) -> None:
        applied = self.do(programs.apply(text_of(self.slug, rules), actor="test", now=self.now))
        self.till = replace(self.till, program=applied.program)

    @precondition(lambda self: self.phone.kind == "phone")
    @rule()
    def claim(self) -> None:
        """The person behind the phone joins and takes over what it has earned."""
        customer = self.do(joined(self.till.program, self.now, phone=self.phone.value))
        self.people.append(customer)
        self.phone = card(customer)

    @invariant()
    def the_ledger_is_sound(self) -> None:
        self.do(assert_sound(self.till.program))

    def receipt(self, who: CustomerRef | None, amounts: list[int], **more: Any) -> NewReceipt:
        return receipt(
            f"S-{next(self.numbers)}", customer=who, amounts=tuple(amounts), issued_at=self.now, **more
        )

    def ring_up(self, new: NewReceipt) -> None:
        outcome = self.do(self.till.ring_up(new, self.now))
        if not isinstance(outcome, RegularsError):
            self.sold.append(new.receipt_id)

    def tolerate(self, work: Coroutine[Any, Any, Any]) -> None:
        """A refusal is a fair answer; what it leaves behind is checked all the same."""
        with refusals():
            self.do(work)


@contextmanager
def refusals() -> Iterator[None]:
    try:
        yield
    except RegularsError:
        return


def test_whatever_is_done_the_ledger_is_sound(empty_database: str) -> None:
    with asyncio.Runner() as runner:
        Engine.runner = runner
        runner.run(services_database.connect(empty_database, pool_size=4))
        try:
            run_machine(
                Engine,
                settings=settings(
                    max_examples=10,
                    stateful_step_count=50,
                    deadline=None,
                    phases=(Phase.explicit, Phase.reuse, Phase.generate),
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(services_database.disconnect())
