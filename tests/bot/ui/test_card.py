"""The card picture: readable by a scanner, made fast, whatever the names are."""

from __future__ import annotations

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from bot.ui import card
from tests.bot.ui.gallery.words import EVIL, LONG


def _read(png: bytes) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(Image.open(BytesIO(png)))]


@pytest.mark.parametrize("number", ["280412345678", "1", "9" * 16, "AB12CD34EF567890"])
def test_a_scanner_reads_the_number(number: str) -> None:
    assert _read(card.picture(program_name="Кофейня", number=number, tier_name="Золото")) == [number]


@pytest.mark.parametrize("name", [EVIL.name, LONG.name, "😀", "", "\u202e"])
@pytest.mark.parametrize("colour", [card.DEFAULT_COLOUR, "#ffffff", "#000000"])
def test_any_name_and_colour_will_do(name: str, colour: str) -> None:
    assert _read(card.picture(program_name=name, number="42", tier_name=name, colour=colour)) == ["42"]


def test_the_picture_changes_with_the_tier() -> None:
    silver = card.picture(program_name="A", number="42", tier_name="Silver")
    assert silver != card.picture(program_name="A", number="42", tier_name="Gold")
    assert silver == card.picture(program_name="A", number="42", tier_name="Silver")


def test_numbers_are_grouped_for_reading_aloud() -> None:
    assert card.grouped("280412345678") == "2804 1234 5678"
    assert card.grouped("12345") == "1234 5"
    assert card.spaced_code("123456") == "123 456"
    assert card.spaced_code("12345678") == "1234 5678"
