"""One refund of a known receipt, inside a transaction: restore first, then revoke, then everything that follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from services import ids, points
from services.database import Connection
from services.errors import Invalid
from services.programs import Program
from services.receipts.shapes import CustomerAnswer, TierAnswer
from services.refunds import promoting, reading
from services.refunds.reading import Buyer, Points, Sale
from services.refunds.shapes import Encode, NewRefund, RefundAnswer, RefundPoints, StampsBack
from services.refunds.standing import follow
from services.refunds.writing import Done, tell, write
from services.rules import reclaiming, refunding
from services.rules.ledger import Entry, TakeId
from services.rules.reclaiming import Claim
from services.rules.refunding import NothingToRefund, Refunded, RefundLine, TooMuch, UnknownLine
from services.rules.stamps import LineBack

MOST_ENTRIES = 16  # of one refund, with their debts and the refund itself; without what expires


@dataclass(frozen=True, slots=True)
class Shares:
    """Points of a whole refund: what it takes back of the earned and of the gifts, and what it gives back."""

    revoked: int
    gifts: int
    restored: int


async def apply(
    connection: Connection, program: Program, receipt: int, new: NewRefund, encode: Encode, now: datetime
) -> bytes:
    """Refund a locked receipt of a locked customer; the answer as it is kept.

    Raises Invalid ``currency_mismatch``, ``refund_too_much``, ``refund_nothing``, ``unknown_line``; then nothing
    was written.
    """
    done = await _work_out(connection, program, receipt, new, now)
    if done.customer:
        done = replace(done, stamps=await _take_stamps(connection, program, done, done.customer))
    await write(connection, program.id, done)
    tier = None
    if done.customer:
        tier = await follow(connection, program, done.customer, done.sold, done.refunded, now)
    body = encode(program, _answer(done, tier))
    await tell(connection, program.id, done.id, body)
    return body


async def _take_stamps(
    connection: Connection, program: Program, done: Done, customer: Buyer
) -> tuple[StampsBack, ...]:
    whole = done.refunded.whole
    return await promoting.take_back(
        connection, program, customer.id, done.sold.id, done.back, whole=whole, now=done.at
    )


async def _work_out(
    connection: Connection, program: Program, receipt: int, new: NewRefund, now: datetime
) -> Done:
    sold = await reading.sale(connection, program.id, receipt)
    lines = await reading.lines(connection, program.id, receipt)
    if new.currency != sold.currency:
        raise Invalid("currency_mismatch", "currency", currency=sold.currency)
    refunded = _priced(lines, new, before=sold.refunds > 0)
    if sold.customer_id is None:
        return Done(sold, new, (await ids.take(connection, 1)).take(), refunded, 0, now)
    done = await _counted(connection, program, sold, sold.customer_id, new, refunded, now)
    back = zip(lines, refunded.amounts, strict=True)
    return replace(done, back=tuple(LineBack(line.amount, line.refunded + more) for line, more in back))


def _priced(lines: list[RefundLine], new: NewRefund, *, before: bool) -> Refunded:
    try:
        return refunding.refund(lines, new.asked, before=before)
    except TooMuch as error:
        field = "amount" if error.number is None else f"lines.{_place(new, error.number)}.amount"
        raise Invalid("refund_too_much", field, left=error.left, currency=new.currency) from None
    except UnknownLine as error:
        raise Invalid("unknown_line", f"lines.{_place(new, error.number)}.line") from None
    except NothingToRefund:
        raise Invalid("refund_nothing") from None


def _place(new: NewRefund, number: int) -> int:
    """Where in the body the line is named."""
    return list(new.asked).index(number) if isinstance(new.asked, dict) else 0


async def _counted(
    connection: Connection,
    program: Program,
    sold: Sale,
    customer_id: int,
    new: NewRefund,
    refunded: Refunded,
    now: datetime,
) -> Done:
    customer = await reading.buyer(connection, program.id, customer_id)
    found = await reading.account(connection, program, sold, customer_id, now)
    reserve = points.expiries(found.account) + len(found.used) + MOST_ENTRIES
    take_id = (await ids.take(connection, reserve)).take
    refund_id = take_id()
    reading.settled(found, now, take_id)
    shares = _shares(sold, refunded)
    _restore(found, sold, shares.restored, now, take_id)
    owed, forgiven = _revoke(program, found, sold, shares.revoked + shares.gifts, now, take_id)
    thanked = _take_thanks(program, found, now, take_id) if refunded.whole else 0
    told = _points(found, shares, owed, forgiven)
    return Done(sold, new, refund_id, refunded, shares.gifts, now, told, customer, found.account, thanked)


def _shares(sold: Sale, refunded: Refunded) -> Shares:
    gone = sold.refunded + refunded.amount
    gifts = refunding.gifts_due(sold.gifts, sold.total, gone, whole=refunded.whole) - sold.revoked_gifts
    return Shares(sum(refunded.revoked), gifts, sum(refunded.restored))


def _restore(found: Points, sold: Sale, restored: int, now: datetime, take_id: TakeId) -> None:
    """Bring points back to the lots that they came from; they pay debt first."""
    if restored:
        lots = {lot.id: lot for lot in found.account.lots}
        shares = reclaiming.shares(lots, found.used, restored)
        found.account.restore(_entry(sold, "restore", restored, now, take_id), shares, now, take_id)


def _revoke(
    program: Program, found: Points, sold: Sale, revoked: int, now: datetime, take_id: TakeId
) -> tuple[int, int]:
    """Take earned points and gifts back. Returns what is owed for it, and what is forgiven."""
    if not revoked:
        return 0, 0
    claim = Claim(_entry(sold, "revoke", -revoked, now, take_id), found.own, found.burned)
    forgiving = program.config.points.refunds == "within_balance"
    reclaimed = reclaiming.take_back(found.account, claim, forgiving=forgiving, take_id=take_id)
    return reclaimed.owed, reclaimed.forgiven


def _take_thanks(program: Program, found: Points, now: datetime, take_id: TakeId) -> int:
    """Points for an answer about a purchase that is no more go too, once."""
    thanks = found.thanks
    if thanks is None:
        return 0
    entry = Entry(
        take_id(), "revoke", -thanks.points, now, "program", reason="survey", undoes_id=thanks.entry_id
    )
    forgiving = program.config.points.refunds == "within_balance"
    claim = Claim(entry, (thanks.lot_id,), found.thanks_burned)
    reclaiming.take_back(found.account, claim, forgiving=forgiving, take_id=take_id)
    return thanks.points


def _entry(sold: Sale, kind: str, signed: int, now: datetime, take_id: TakeId) -> Entry:
    return Entry(
        take_id(),
        kind,
        signed,
        now,
        actor=f"merchant:{sold.merchant_id}",
        receipt_id=sold.id,
        merchant_id=sold.merchant_id,
        reason="refund",
    )


def _points(found: Points, shares: Shares, owed: int, forgiven: int) -> RefundPoints:
    account = found.account
    return RefundPoints(
        revoked=shares.revoked + shares.gifts,
        restored=shares.restored,
        owed=owed,
        forgiven=forgiven,
        balance=account.available,
        pending=account.pending,
        debt=account.debt,
    )


def _answer(done: Done, tier: TierAnswer | None) -> RefundAnswer:
    sold, who = done.sold, done.customer
    return RefundAnswer(
        refund=str(done.id),
        refund_id=done.new.refund_id,
        receipt=str(sold.id),
        receipt_id=sold.receipt_id,
        currency=sold.currency,
        amount=done.refunded.amount,
        payable=sum(done.refunded.payable),
        left=sold.total - sold.refunded - done.refunded.amount,
        lines=done.by_line,
        customer=CustomerAnswer(who.card, who.joined_at is not None, tier.name, who.language)
        if who and tier
        else None,
        points=done.points,
        tier=tier,
        stamps=done.stamps,
    )
