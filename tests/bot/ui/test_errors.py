"""Every refusal that a person can meet has words of its own."""

from __future__ import annotations

import ast
from pathlib import Path

from bot.ui import errors
from bot.ui.catalogue import catalogue
from bot.ui.texts import texts_for

ROOT = Path(__file__).parents[3]
ERRORS = {"Invalid", "NotFound", "Conflict", "Forbidden", "TooMany"}
MACHINES_ONLY = {
    "bot_taken",
    "card_numbers_exhausted",
    "codes_exhausted",
    "currency_mismatch",
    "event_conflict",
    "event_data",
    "event_data_too_large",
    "event_key",
    "event_kind",
    "customer_cannot_be_reached",
    "gift_card_amount",
    "gift_card_conflict",
    "gift_card_date",
    "gift_card_refund_conflict",
    "gift_card_refund_too_much",
    "gift_card_too_much",
    "gift_card_use_conflict",
    "hold_conflict",
    "hold_ended",
    "hold_in_progress",
    "hold_not_confirmed",
    "hold_of_another_customer",
    "not_enough_points",
    "points_above_share",
    "points_below_minimum",
    "points_not_step",
    "program_exists",
    "promo_code_needs_customer",
    "receipt_conflict",
    "receipt_in_progress",
    "refund_conflict",
    "refund_nothing",
    "refund_too_much",
    "secret_key_changed",
    "time_in_future",
    "time_too_old",
    "too_many_holds",
    "unknown_gift_card_use",
    "unknown_hook",
    "unknown_line",
    "unknown_program",
}
"""Codes that only tills, shops and the command line get, or that mean a fault of ours."""


OF_THE_BOT = {
    "forbidden",
    "internal",
    "membership_unsold",
    "no_favourites",
    "other",
    "program_file_invalid",
    "reference",
    "too_many",
    "unknown_command",
}
"""Words that the edges ask for themselves; a bad program file has an error class of its own."""


def _codes() -> set[str]:
    files = (ROOT / "services").rglob("*.py")
    nodes = [node for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    raised = [node for node in nodes if isinstance(node, ast.Call) and node.args and _is_error(node.func)]
    return {str(node.args[0].value) for node in raised if isinstance(node.args[0], ast.Constant)}


def _is_error(function: ast.expr) -> bool:
    return isinstance(function, ast.Name) and function.id in ERRORS


def test_every_code_of_the_services_has_words() -> None:
    texts = texts_for("en")
    codes = _codes()
    assert "invite_invalid" in codes
    assert {
        code for code in codes - MACHINES_ONLY if not texts.has(f"errors-{code.replace('_', '-')}")
    } == set()


def test_no_words_are_left_of_codes_that_are_gone() -> None:
    said = {key.removeprefix("errors-").replace("-", "_") for key in catalogue() if key.startswith("errors-")}
    assert said - _codes() == OF_THE_BOT


def test_a_code_without_words_gets_a_general_sentence() -> None:
    texts = texts_for("en")
    assert errors.refusal(texts, "unheard_of").text == texts("errors-other")
    assert errors.alert(texts, "unheard_of").text == texts.plain("errors-other")


def test_facts_that_are_not_words_do_no_harm() -> None:
    assert errors.refusal(texts_for("en"), "forbidden", problem=object(), seconds=None).text


def test_waiting_is_at_least_a_second() -> None:
    assert "1 second" in errors.too_many(texts_for("en"), seconds=0).text
