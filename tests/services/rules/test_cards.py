import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.cards import check_digit, is_card, new_card

NUMBERS = st.integers(0, 9 * 10**8 - 1)


@pytest.mark.parametrize(("body", "digit"), [("7992739871", "3"), ("411111111111111", "1")])
def test_luhn_as_published(body: str, digit: str) -> None:
    assert check_digit(body) == digit


@given(NUMBERS)
def test_new_cards_are_cards(number: int) -> None:
    card = new_card(lambda below: number % below)
    assert is_card(card)
    assert len(card) == 10


@given(NUMBERS, st.integers(0, 9), st.integers(1, 9))
def test_one_mistyped_digit_is_no_card(number: int, position: int, shift: int) -> None:
    card = new_card(lambda below: number % below)
    wrong = str((int(card[position]) + shift) % 10)
    assert not is_card(card[:position] + wrong + card[position + 1 :])


@pytest.mark.parametrize(
    "text", ["", "123", "12345678901", "abcdefghij", "0000000000", "１２３４５６７８９０"]
)
def test_what_is_no_card(text: str) -> None:
    assert not is_card(text)
