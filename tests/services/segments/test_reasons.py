"""What speaks for a segment, and what against it."""

from typing import Any

from hypothesis import given, settings

from services.program_file.conditions import Condition
from services.program_file.segments import SegmentRules
from services.segments.reasons import Facts, holds, proof
from tests.services.segments.strategies import NOW, conditions, facts


def condition(when: dict[str, Any]) -> Condition:
    """A condition as the file has it."""
    context = {"language": "en", "currency": "EUR"}
    rules = {"code": "own", "title": "Own", "when": when}
    return SegmentRules.model_validate(rules, context=context).when


def known(**values: Any) -> Facts:
    return Facts(zone="UTC", language="en", **values)


def said(when: dict[str, Any], facts: Facts) -> list[tuple[str, bool, bool]]:
    """Fact, whether the comparison holds, whether it is asked not to."""
    return [(one.comparison.fact, one.holds, one.negated) for one in proof(condition(when), facts, NOW)]


RECEIPTS = {"fact": "receipts", "at_least": 5}
TIER = {"fact": "tier", "is": "gold"}
TAG = {"fact": "tag", "is": "vip"}


def test_of_or_only_what_holds_is_told() -> None:
    found = said({"any": [RECEIPTS, TIER]}, known(receipts=1, tier="gold"))
    assert found == [("tier", True, False)]


def test_of_and_everything_is_told_and_not_is_told_as_asked() -> None:
    found = said({"all": [RECEIPTS, {"not": TIER}]}, known(receipts=5, tier="silver"))
    assert found == [("receipts", True, False), ("tier", False, True)]


def test_not_over_or_and_and() -> None:
    assert said({"not": {"any": [RECEIPTS, TIER]}}, known()) == [
        ("receipts", False, True),
        ("tier", False, True),
    ]
    assert said({"not": {"all": [RECEIPTS, TIER]}}, known(receipts=9)) == [("tier", False, True)]


def test_what_fails_is_told_when_the_segment_fails() -> None:
    assert said({"all": [RECEIPTS, TAG]}, known(receipts=9)) == [("tag", False, False)]
    assert said({"any": [RECEIPTS, TAG]}, known()) == [("receipts", False, False), ("tag", False, False)]


@settings(max_examples=150, deadline=None)
@given(conditions, facts)
def test_all_that_is_told_points_the_same_way(when: dict[str, Any], facts: Facts) -> None:
    read = condition(when)
    told = proof(read, facts, NOW)
    assert told
    assert {one.holds is not one.negated for one in told} == {holds(read, facts, NOW)}
