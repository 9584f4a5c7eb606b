"""What an invoice carries is read back exactly, and nothing else is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.keyring import Keyring
from services.memberships import invoices
from services.rules.memberships import LONGEST_PAYLOAD, Sold, ends_at, paid_until, read, written

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
KEYRING = Keyring("test secret")
SOLD = Sold(7, "club", "gold", 250, "XTR", 30, "abc_-123")

codes = st.from_regex(r"[a-z][a-z0-9_-]{0,23}", fullmatch=True)
tiers = st.from_regex(r"[a-z][a-z0-9_-]{0,39}", fullmatch=True)
everything = st.builds(
    Sold,
    st.integers(1, 2**63 - 1),
    codes,
    tiers,
    st.integers(1, 10**15),
    st.sampled_from(["XTR", "RUB", "BHD"]),
    st.integers(1, 3660),
    st.from_regex(r"[A-Za-z0-9_-]{8}", fullmatch=True),
)


@settings(max_examples=100)
@given(everything)
def test_a_payload_is_read_as_it_was_written_and_fits_an_invoice(sold: Sold) -> None:
    payload = invoices.payload(KEYRING, 2**31, sold)
    assert len(payload.encode()) <= LONGEST_PAYLOAD
    assert invoices.read(KEYRING, 2**31, payload) == sold
    assert invoices.read(KEYRING, 1, payload) is None
    assert invoices.read(Keyring("another secret"), 2**31, payload) is None


@settings(max_examples=100)
@given(st.integers(0, 200), st.characters(codec="utf-8"))
def test_a_changed_payload_is_nobodys(place: int, letter: str) -> None:
    payload = invoices.payload(KEYRING, 1, SOLD)
    changed = payload[: place % len(payload)] + letter + payload[place % len(payload) + 1 :]
    assert changed == payload or invoices.read(KEYRING, 1, changed) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":",
        "m1",
        "m1:7:club:gold:6y:XTR:u",
        "m2:7:club:gold:6y:XTR:u:abc",
        "m1:0:club:gold:6y:XTR:u:abc",
        "m1:7:club:gold:0:XTR:u:abc",
        "m1:7:club:gold:-1:XTR:u:abc",
        "m1:7:Club:gold:6y:XTR:u:abc",
        "m1:7:club:gold:6y:xtr:u:abc",
        "m1:zzzzzzzzzzzzz:club:gold:6y:XTR:u:abc",
        "m1:7:club:gold:6y:XTR:u:",
        "\0",
        "m1:7:club:gold:6y:XTR:u:abc:more",
    ],
)
def test_what_is_no_payload(text: str) -> None:
    assert read(text) is None
    assert invoices.read(KEYRING, 1, text) is None


def test_written_is_short_and_plain() -> None:
    assert written(SOLD) == "m1:7:club:gold:6y:XTR:u:abc_-123"


def test_how_long_a_payment_lasts() -> None:
    assert paid_until(None, 30, NOW) == NOW + 30 * DAY
    assert paid_until(NOW - DAY, 30, NOW) == NOW + 29 * DAY  # the days of grace were had already
    assert paid_until(NOW + 3 * DAY, 30, NOW) == NOW + 33 * DAY
    assert paid_until(None, 30, NOW, told=NOW + 31 * DAY) == NOW + 31 * DAY
    assert paid_until(NOW + 3 * DAY, 30, NOW, told=NOW + DAY) == NOW + 3 * DAY  # never shorter
    assert (
        paid_until(None, 30, NOW, told=NOW - DAY) == NOW - DAY
    )  # heard of late, after others that are to come
    assert ends_at(NOW, 3 * DAY, expected=True) == NOW + 3 * DAY
    assert ends_at(NOW, 3 * DAY, expected=False) == NOW
