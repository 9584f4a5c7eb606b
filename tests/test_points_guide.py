"""The accountant's page: its example is lived through by the ledger's own rules, and every figure compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path

import pytest

from services.program_file import ProgramConfig, parse
from services.rules import expiry
from services.rules.accounts import Account
from services.rules.earning import earn
from services.rules.ledger import Entry, Hold, Lot
from services.rules.pricing import Basket, BasketLine, Buyer
from services.rules.refunding import RefundLine, refund
from tests.services.program_file.files import SMALL

PAGE = (Path(__file__).parents[1] / "docs/guides/points.md").read_text(encoding="utf-8")
NOON, DAY = time(12), timedelta(days=1)


def table(*heads: str) -> list[dict[str, str]]:
    """The rows of the page's table with these heads."""
    head = f"| {' | '.join(heads)} |\n"
    assert PAGE.count(head) == 1, head
    lines = PAGE.split(head)[1].splitlines()[1:]
    rows: list[dict[str, str]] = []
    for line in lines:
        if not line.startswith("|"):
            break
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        rows.append(dict(zip(heads, cells, strict=True)))
    return rows


def program() -> ProgramConfig:
    """The smallest program with the page's [points]."""
    (block,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    before, _, after = SMALL.partition("[points]\n")
    return parse(f"{before}{block}\n[[stores]]{after.partition('[[stores]]')[2]}")


def earned_by(now: datetime, price: int, money: int) -> int:
    """What a purchase of one line earns when so much of it was paid with money; minor units."""
    basket = Basket((BasketLine(price, "goods", None),), now, "main", CONFIG.program.merchant)
    return earn(CONFIG, basket, Buyer(), [money]).points


def number(written: str) -> int:
    return int(written.replace("−", "-").replace("+", ""))


def cents(written: str) -> int:
    units, _, rest = written.partition(".")
    return int(units) * 100 + int(rest)


CONFIG = program()
RULES = CONFIG.points
SHOP = CONFIG.stores[0].zone
STEPS = table("day", "what happens", "entries", "available", "pending", "held", "debt", "total")


@dataclass
class Purchase:
    """A receipt of one line, as refunds need it."""

    line: RefundLine
    spent: Counter[int]
    lot_id: int


@dataclass
class Customer:
    """The customer of the page: each step is done by the account, as a till's calls would do it."""

    account: Account = field(
        default_factory=lambda: Account(1, grace=timedelta(days=RULES.restore_grace_days))
    )
    names: dict[str, int] = field(default_factory=dict)
    purchases: dict[str, Purchase] = field(default_factory=dict)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def take(self) -> int:
        return next(self.ids)

    def entry(self, kind: str, points: int, now: datetime) -> Entry:
        return Entry(self.take(), kind, points, now, "test")

    def buy(self, now: datetime, name: str, price: str, points: int, hold: Hold | None) -> None:
        spent: Counter[int] = Counter()
        if points:
            entry = self.entry("spend", -points, now)
            if hold:
                self.account.commit(hold, entry, now)
            else:
                self.account.spend(entry)
            for used in self.account.allocations:
                if used.entry_id == entry.id:
                    spent[used.lot_id] += used.points
        money = cents(price) - points * RULES.minor_units_per_point
        earned = earned_by(now, cents(price), money)
        self.names[name] = self.take()
        life = expiry.life(RULES, now, SHOP)
        self.account.add(self.entry("earn", earned, now), life, self.names[name], now)
        line = RefundLine(cents(price), money, points, earned)
        self.purchases[name] = Purchase(line, spent, self.names[name])

    def give_back(self, now: datetime, name: str, amount: str) -> None:
        bought = self.purchases[name]
        done = refund([bought.line], cents(amount))
        (revoked,), (restored,) = done.revoked, done.restored
        if restored:
            (lot_id,) = bought.spent
            self.account.restore(self.entry("restore", restored, now), {lot_id: restored}, now, self.take)
        self.account.revoke(self.entry("revoke", -revoked, now), [bought.lot_id], self.take())

    def get(self, now: datetime, points: int) -> None:
        self.names["gift"] = self.take()
        life = expiry.granted_life(RULES, now, SHOP)
        self.account.add(self.entry("grant", points, now), life, self.names["gift"], now)

    def hold(self, now: datetime, points: int) -> None:
        self.account.set_aside(Hold(self.take(), now + timedelta(minutes=15)), points, now)

    def live(self, day: date, what: str) -> None:
        """One row: settle, and do what it says."""
        noon = datetime.combine(day, NOON, SHOP)
        for said, act in self.acts(noon):
            if found := re.fullmatch(said, what):
                self.account.settle(noon, self.take)
                act(found)
                return
        assert "can be used" in what or "burn" in what or "last day" in what, what
        self.account.settle(expiry.day_start(day + DAY, SHOP) - timedelta(seconds=1), self.take)

    def acts(self, now: datetime) -> list[tuple[str, Callable[[re.Match[str]], None]]]:
        holds = self.account.holds
        return [
            (r"buys (\w+) for ([\d.]+)", lambda m: self.buy(now, m[1], m[2], 0, None)),
            (
                r"buys (\w+) for ([\d.]+), pays (\d+) of it with points",
                lambda m: self.buy(now, m[1], m[2], int(m[3]), None),
            ),
            (
                r"buys (\w+) for ([\d.]+), pays (\d+) of the \d+ set aside",
                lambda m: self.buy(now, m[1], m[2], int(m[3]), holds[-1]),
            ),
            (r"returns ([\d.]+) of (\w+)", lambda m: self.give_back(now, m[2], m[1])),
            (r"the till sets (\d+) points aside", lambda m: self.hold(now, int(m[1]))),
            (r"gets a gift of (\d+) points", lambda m: self.get(now, int(m[1]))),
        ]

    def lot(self, name: str) -> Lot:
        return next(lot for lot in self.account.new_lots if lot.id == self.names[name])


def lived_through() -> Customer:
    customer = Customer()
    for step in STEPS:
        customer.live(date.fromisoformat(step["day"]), step["what happens"])
    return customer


def test_every_figure_of_the_example() -> None:
    customer, known = Customer(), 0
    account = customer.account
    for step in STEPS:
        day = date.fromisoformat(step["day"])
        customer.live(day, step["what happens"])
        new, known = account.entries[known:], len(account.entries)
        written = [f"{entry.kind} {entry.points:+}".replace("-", "−") for entry in new]
        assert ", ".join(written) == step["entries"], step
        shown = {name: getattr(account, name) for name in ("available", "pending", "held", "debt")}
        assert shown == {name: number(step[name]) for name in shown}, step
        total = sum(entry.points for entry in account.entries)
        assert (
            total
            == number(step["total"])
            == shown["available"] + shown["pending"] + shown["held"] - shown["debt"]
        )
        assert {entry.at.astimezone(SHOP).date() for entry in new} <= {day}


def test_the_lots_and_the_books_of_the_example() -> None:
    customer = lived_through()
    for row in table("lot", "issued", "used", "restored", "remaining", "first day", "last day"):
        lot = customer.lot(row["lot"])
        assert lot.expires_at is not None
        assert (lot.issued, lot.consumed, lot.restored, lot.remaining) == tuple(
            number(row[name]) for name in ("issued", "used", "restored", "remaining")
        )
        assert row["first day"] == str(lot.matures_at.astimezone(SHOP).date())
        assert row["last day"] == str(expiry.last_day(lot.expires_at, SHOP))
    (books,) = table("earn", "grant", "restore", "spend", "revoke", "expire", "total")
    sums: Counter[str] = Counter()
    for entry in customer.account.entries:
        sums[entry.kind] += entry.points
    sums["total"] = sum(sums.values())
    assert sums == {name: number(figure) for name, figure in books.items()}


def test_points_that_burn_do_so_at_the_first_moment_of_the_next_day() -> None:
    moments = [entry.at for entry in lived_through().account.entries if entry.kind == "expire"]
    assert [f"{at.astimezone(SHOP):%m-%d %H:%M}" for at in moments] == ["04-25 00:00", "08-21 00:00"]


@pytest.mark.parametrize("kind", ["earn", "grant", "restore", "forgive", "spend", "revoke", "expire"])
def test_each_kind_of_entry_is_explained(kind: str) -> None:
    signs = {row["entry"]: row["sign"] for row in table("entry", "sign", "when")}
    assert signs[kind] == ("−" if kind in ("spend", "revoke", "expire") else "+")
