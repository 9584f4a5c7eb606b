"""Refunds line by line: exact in any split, never in the customer's favour by rounding."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.rules import redemption, refunding
from services.rules.refunding import (
    Asked,
    NothingToRefund,
    Refunded,
    RefundLine,
    TooMuch,
    UnknownLine,
    refund,
)


@st.composite
def lines(draw: st.DrawFn) -> list[RefundLine]:
    """Lines as receipts have them; some cost nothing and give points all the same."""
    made = []
    for _ in range(draw(st.integers(1, 6))):
        amount = draw(st.sampled_from([0, 1, 3]) | st.integers(0, 100_000))
        made.append(
            RefundLine(
                amount,
                paid=draw(st.integers(0, amount)),
                redeemed=draw(st.integers(0, 500)) if amount else 0,
                earned=draw(st.integers(0, 500)),
            )
        )
    return made


def after(before: list[RefundLine], done: Refunded) -> list[RefundLine]:
    """The lines with what a refund did to them."""
    return [
        replace(
            line,
            refunded=line.refunded + amount,
            revoked=line.revoked + revoked,
            restored=line.restored + back,
        )
        for line, amount, revoked, back in zip(before, done.amounts, done.revoked, done.restored, strict=True)
    ]


@st.composite
def some(draw: st.DrawFn, before: list[RefundLine]) -> Asked:
    """A part of what is left, by amount or by lines."""
    if draw(st.booleans()):
        return draw(st.integers(1, sum(line.left for line in before)))
    chosen = draw(st.lists(st.integers(0, len(before) - 1), min_size=1, unique=True))
    return {number: draw(st.none() | st.integers(0, before[number].left)) for number in chosen}


@given(lines(), st.data())
@settings(max_examples=100, deadline=None)
def test_any_parts_in_any_order_end_exactly_at_the_whole(sold: list[RefundLine], data: st.DataObject) -> None:
    left, paid_out, count = sold, 0, 0
    for _ in range(data.draw(st.integers(0, 5))):
        if not sum(line.left for line in left):
            break
        try:
            done = refund(left, data.draw(some(left)), before=count > 0)
        except NothingToRefund:
            continue
        assert min(done.amounts + done.revoked + done.restored + done.payable) >= 0
        left, paid_out, count = after(left, done), paid_out + sum(done.payable), count + 1
        for line in left:
            assert 0 <= line.revoked <= line.earned
            assert 0 <= line.restored <= line.redeemed
    if any(line.left for line in left) or not count:
        done = refund(left, None, before=count > 0)
        assert done.whole
        left, paid_out = after(left, done), paid_out + sum(done.payable)
    assert [(line.refunded, line.revoked, line.restored) for line in left] == [
        (line.amount, line.earned, line.redeemed) for line in sold
    ]
    assert paid_out == sum(line.paid for line in sold)
    with pytest.raises(NothingToRefund):
        refund(left, None, before=True)


@given(lines(), st.data())
@settings(max_examples=60, deadline=None)
def test_an_amount_is_spread_to_the_last_unit_and_over_no_line_too_much(
    sold: list[RefundLine], data: st.DataObject
) -> None:
    total = sum(line.amount for line in sold)
    amount = data.draw(st.integers(1, max(1, total)))
    if amount > total:
        with pytest.raises(TooMuch):
            refund(sold, amount)
        return
    done = refund(sold, amount)
    assert done.amount == amount
    assert all(part <= line.left for part, line in zip(done.amounts, sold, strict=True))


@given(st.integers(0, 1000), st.integers(1, 100_000), st.data())
@settings(max_examples=60, deadline=None)
def test_gifts_go_in_proportion_and_whole_in_the_end(gifts: int, total: int, data: st.DataObject) -> None:
    steps = sorted(data.draw(st.lists(st.integers(1, total), max_size=5)))
    due = [refunding.gifts_due(gifts, total, refunded, whole=False) for refunded in steps]
    assert due == sorted(due)
    assert all(0 <= points <= gifts for points in due)
    assert refunding.gifts_due(gifts, total, total, whole=True) == gifts


def test_points_are_taken_back_rounded_up_and_given_back_rounded_down() -> None:
    line = RefundLine(amount=300, paid=200, redeemed=1, earned=10)
    first = refund([line], 100)
    assert (first.revoked, first.restored, first.payable) == ((4,), (0,), (66,))
    second = refund(after([line], first), 100, before=True)
    assert (second.revoked, second.restored, second.payable) == ((3,), (0,), (67,))
    third = refund(after(after([line], first), second), 100, before=True)
    assert (third.revoked, third.restored, third.payable, third.whole) == ((3,), (1,), (67,), True)


def test_a_free_line_goes_back_with_the_last_of_the_receipt() -> None:
    sold = [RefundLine(100, paid=100, earned=5), RefundLine(0, paid=0, earned=50)]
    with pytest.raises(NothingToRefund):
        refund(sold, {1: None})
    half = refund(sold, {0: 50, 1: None})
    assert half.revoked == (3, 0)
    rest = refund(after(sold, half), {0: None}, before=True)
    assert (rest.revoked, rest.whole) == ((2, 50), True)


def test_a_receipt_of_nothing_but_free_goods_is_refunded_once_and_whole() -> None:
    sold = [RefundLine(0, paid=0, earned=7), RefundLine(0, paid=0, earned=3)]
    for part in ({0: None}, {}, 0):
        with pytest.raises(NothingToRefund):
            refund(sold, part)
    assert refund(sold, None).revoked == (7, 3)
    assert refund(sold, {0: None, 1: None}).whole
    with pytest.raises(NothingToRefund):
        refund(after(sold, refund(sold, None)), None, before=True)


@pytest.mark.parametrize(
    ("asked", "left", "number"),
    [(1001, 1000, None), ({0: 601}, 600, 0), ({1: 400, 0: 700}, 600, 0)],
)
def test_more_than_is_left_is_refused(asked: Asked, left: int, number: int | None) -> None:
    with pytest.raises(TooMuch) as refused:
        refund([RefundLine(600, paid=600), RefundLine(400, paid=400)], asked)
    assert (refused.value.left, refused.value.number) == (left, number)


@pytest.mark.parametrize("number", [-1, 2, 10**9])
def test_a_line_that_is_not_there_is_refused(number: int) -> None:
    with pytest.raises(UnknownLine):
        refund([RefundLine(600, paid=600), RefundLine(400, paid=400)], {number: None})


@pytest.mark.parametrize("asked", [0, {}, {0: 0}])
def test_a_refund_of_nothing_is_refused(asked: Asked) -> None:
    with pytest.raises(NothingToRefund):
        refund([RefundLine(600, paid=600)], asked)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=6), st.sampled_from([1, 7, 100, 150]), st.data())
@settings(max_examples=80, deadline=None)
def test_no_choice_of_lines_gives_back_more_points_than_they_took(
    dues: list[int], worth: int, data: st.DataObject
) -> None:
    """A customer who pays with points and keeps some lines has paid what these cost."""
    points = data.draw(st.integers(0, sum(dues) // worth))
    paid = redemption.pay(points, dues, [True] * len(dues), worth)
    left = [
        RefundLine(due, money, share) for due, money, share in zip(dues, paid.money, paid.points, strict=True)
    ]
    back, count = 0, 0
    for _ in range(data.draw(st.integers(1, 3))):
        if not sum(line.left for line in left):
            break
        try:
            done = refund(left, data.draw(some(left)), before=count > 0)
        except NothingToRefund:
            continue
        left, count = after(left, done), count + 1
        back += sum(done.payable) + sum(done.restored) * worth
        assert back <= sum(line.refunded for line in left)
