"""Conditions in words."""

from datetime import timedelta

import pytest

from bot.ui import conditions
from bot.ui.texts import texts_for
from services.program_file.conditions import SpanIs


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=1936, microseconds=7), "32 minutes"),
        (timedelta(seconds=59, microseconds=7), "59 seconds"),
        (timedelta(0), "0 days"),
        (timedelta(hours=5, minutes=59), "5 hours"),
        (timedelta(days=40, hours=7), "40 days"),
    ],
)
def test_a_time_that_went_by_is_told_in_one_unit(passed: timedelta, words: str) -> None:
    leaf = SpanIs.model_validate({"fact": "days_since_last_purchase", "less_than": "36h"})
    said = conditions.checked(texts_for("en"), leaf, passed, holds=True, currency="EUR")
    assert said == f"✓ since the last purchase < 36 hours (now {words})"
