"""Equal content has equal hashes whatever way it is written; other content has others."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import orjson
from hypothesis import assume, given
from hypothesis import strategies as st

from services.receipts.shapes import NewReceipt
from tests.webhooks.conftest import line, receipt
from webhooks.api.money import major_units, minor_units
from webhooks.api.receipts import ReceiptBody, parsed

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
CENTS = st.integers(0, 10**12)


def read(body: dict[str, Any]) -> NewReceipt:
    return parsed(ReceiptBody.model_validate_json(orjson.dumps(body)))


@st.composite
def bodies(draw: st.DrawFn) -> dict[str, Any]:
    amounts = draw(st.lists(CENTS, min_size=1, max_size=4))
    lines = [
        line(
            sku=draw(WORDS),
            name=draw(WORDS),
            category=draw(st.none() | WORDS),
            quantity=draw(st.sampled_from(["1", "2", "0.5", "100"])),
            amount=major_units(amount, "RUB"),
            cost=draw(st.none() | CENTS.map(lambda cents: major_units(cents, "RUB"))),
        )
        for amount in amounts
    ]
    return receipt(
        receipt_id=draw(WORDS),
        store=draw(WORDS),
        employee=draw(st.none() | WORDS),
        customer=draw(st.sampled_from([None, {"card": "4000123457"}, {"code": "123456"}])),
        issued_at=draw(MOMENTS).isoformat(),
        total=major_units(sum(amounts), "RUB"),
        lines=lines,
        hold=draw(st.none() | WORDS),
        promo_codes=draw(st.lists(st.sampled_from(["A", "B", "C"]), max_size=3)),
    )


def rewritten(draw: st.DrawFn, value: Any) -> Any:
    """The same meaning in another spelling."""
    if isinstance(value, list):
        return [rewritten(draw, item) for item in value]
    if isinstance(value, dict):
        kept = [key for key in value if not (key in OPTIONAL and not value[key] and draw(st.booleans()))]
        return {key: respelled(draw, key, value[key]) for key in draw(st.permutations(kept))}
    return value


OPTIONAL = {"employee", "cost", "hold", "promo_codes"}


def respelled(draw: st.DrawFn, key: str, value: Any) -> Any:
    if value is not None and key in {"total", "amount", "cost", "quantity"}:
        number = Decimal(value).normalize()
        whole = format(number, "f")
        if "." in whole or draw(st.booleans()):
            return (whole if "." in whole else f"{whole}.0") + "0" * draw(st.integers(0, 1))
        return whole
    if key == "issued_at":
        offset = timezone(timedelta(minutes=draw(st.integers(-720, 840))))
        return datetime.fromisoformat(value).astimezone(offset).isoformat()
    if key == "promo_codes":
        return [code.lower() if draw(st.booleans()) else code for code in value]
    return rewritten(draw, value)


@st.composite
def two_spellings(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    body = draw(bodies())
    return body, rewritten(draw, body)


@given(two_spellings())
def test_spelling_means_nothing(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    first, second = pair
    assert read(first) == read(second)  # its hash is a part of it


@given(bodies(), bodies())
def test_other_meaning_has_another_hash(first: dict[str, Any], second: dict[str, Any]) -> None:
    one, other = read(first), read(second)
    assert (one.input_hash == other.input_hash) == (one == other)


@given(bodies(), st.data())
def test_one_changed_value_changes_the_hash(body: dict[str, Any], data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(["receipt_id", "store", "employee", "hold", "issued_at", "customer"]))
    other = data.draw(bodies())[key]
    assume(read({**body, key: other}) != read(body))
    assert read({**body, key: other}).input_hash != read(body).input_hash


def test_order_of_lines_is_content() -> None:
    two = [line(sku="a"), line(sku="b")]
    first, second = receipt(lines=two, total="1080"), receipt(lines=two[::-1], total="1080")
    assert read(first).input_hash != read(second).input_hash


def test_hash_of_today_is_the_hash_of_tomorrow() -> None:
    """A repeat may come after an upgrade: this value changes never."""
    assert (
        read(receipt()).input_hash.hex() == "863673b6b9b589a5034a430753339942ae6fba725367310c7f56991a9627d31d"
    )


@given(CENTS, st.sampled_from(["RUB", "JPY", "KWD", "CLF"]))
def test_money_there_and_back(minor: int, currency: str) -> None:
    assert minor_units(major_units(minor, currency), currency) == minor


def test_debts_are_written_with_a_minus() -> None:
    assert (major_units(-5, "RUB"), major_units(-54000, "RUB"), major_units(-5, "JPY")) == (
        "-0.05",
        "-540.00",
        "-5",
    )
