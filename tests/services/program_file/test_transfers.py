"""[transfers]: off unless it is switched on, and each mistake with its key and line."""

from datetime import timedelta

import pytest

from services.program_file import check, difference, parse
from tests.services.program_file.files import SMALL, said

WRONG = [
    ('allowed = "yes"', "transfers.allowed", "true or false"),
    ("minimum = 0", "transfers.minimum", "at least 1"),
    ("step = 0", "transfers.step", "at least 1"),
    ("minimum = 50\nmost_a_day = 49", "transfers", "allow one transfer"),
    ("minimum = 45\nstep = 10\nmost_a_month = 49", "transfers", "allow one transfer"),
    ("return_window = 14", "transfers.return_window", "duration"),
    ('return_windo = "14d"', "transfers.return_windo", "did you mean “return_window”?"),
    ("most_a_day = -1", "transfers.most_a_day", "at least 1"),
]


@pytest.mark.parametrize(("text", "key", "words"), WRONG, ids=[text for text, _, _ in WRONG])
def test_a_mistake_is_named(text: str, key: str, words: str) -> None:
    found = check(f"{SMALL}\n[transfers]\n{text}")
    assert [problem.key for problem in found] == [key]
    assert words in said(found[0])


def test_what_is_left_out() -> None:
    usual = parse(SMALL).transfers
    assert (usual.allowed, usual.minimum, usual.step, usual.most_a_day) == (False, 1, 1, None)
    assert usual.return_window == timedelta(days=14)


def test_a_change_is_told() -> None:
    before, after = (
        parse(SMALL),
        parse(f'{SMALL}\n[transfers]\nallowed = true\nmost_a_day = 50\nreturn_window = "2d"'),
    )
    told = [str(change) for change in difference(before, after)]
    assert told == [
        "transfers.allowed: no -> yes",
        "transfers.return_window: 14d -> 2d",
        "transfers.most_a_day: new: 50",
    ]
