"""The answer of a refund that nobody waited for is kept as facts, and told whole when somebody asks."""

import orjson

from services.program_file import parse
from services.programs import Program
from services.receipts.shapes import CustomerAnswer, TierAnswer
from services.refunds import RefundAnswer, RefundPoints, StampsBack
from services.refunds.shapes import UNTOLD, facts, told_later
from tests.factories import program_text

PROGRAM = Program(1, "test", 1, parse(program_text()))
ANSWER = RefundAnswer(
    refund="2",
    refund_id="R-1",
    receipt="1",
    receipt_id="A-1",
    currency="RUB",
    amount=100,
    payable=90,
    left=0,
    lines=((0, 60), (1, 40)),
    customer=CustomerAnswer("4000123457", True, "silver", "en"),
    points=RefundPoints(5, 1, 0, 0, 10, 0, 0),
    tier=TierAnswer("silver", False, None, to_next_visits=3),
    stamps=(StampsBack("coffee", 1, 6, 5),),
)


def test_nothing_is_lost() -> None:
    assert told_later(facts(PROGRAM, ANSWER)) == ANSWER


def test_facts_of_an_older_version_are_read() -> None:
    """They knew neither stamps nor what else a tier may be measured by."""
    document = orjson.loads(facts(PROGRAM, ANSWER).removeprefix(UNTOLD))
    del document["stamps"], document["tier"]["to_next_points"], document["tier"]["to_next_visits"]
    found = told_later(UNTOLD + orjson.dumps(document))
    assert (found.stamps, found.tier) == ((), TierAnswer("silver", False, None))
