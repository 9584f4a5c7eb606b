"""Deep links: anybody can write one, so whatever does not fit is nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.cards import is_card, new_card
from services.rules.deep_links import PAYLOAD, DeepLink, parse

CARD = new_card(lambda most: most // 3)


@pytest.mark.parametrize(
    ("payload", "link"),
    [
        ("s_center", DeepLink("store", "center")),
        ("s_big_store-2", DeepLink("store", "big_store-2")),
        ("src_window", DeepLink("source", "window")),
        ("src_2026_11-A", DeepLink("source", "2026_11-A")),
        ("e_anna", DeepLink("employee", "anna")),
        (f"r_{CARD}", DeepLink("referral", CARD)),
        ("staff_" + "aB3_-" * 5, DeepLink("staff", "aB3_-" * 5)),
        ("walk_" + "aB3_-" * 5, DeepLink("walk", "aB3_-" * 5)),
    ],
)
def test_links_of_ours(payload: str, link: DeepLink) -> None:
    assert parse(payload) == link


@pytest.mark.parametrize(
    "payload",
    [
        *[
            "s",
            "s_",
            "s_Center",
            "s_1",
            "src_",
            "e_ü",
            "r_123",
            "staff_short",
            "walk_short",
            "S_center",
            "x_y",
            "_",
            "s_a'--",
            "src_<b>",
        ],
        *("", "s_center\n", "s_center ", "src_" + "x" * 33, "r_" + CARD[:-1] + "x", "x" * 65),
    ],
)
def test_others_are_nothing(payload: str) -> None:
    assert parse(payload) is None


@given(st.text(max_size=70))
def test_nothing_breaks_it(payload: str) -> None:
    link = parse(payload)
    if link is not None:
        assert PAYLOAD.fullmatch(payload)
        assert payload.endswith("_" + link.value)
        assert link.kind != "referral" or is_card(link.value)
