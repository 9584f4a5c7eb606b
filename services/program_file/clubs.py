"""[[clubs]]: circles inside the program that a customer joins and leaves with one tap."""

from collections.abc import Iterator
from typing import Self

from pydantic import model_validator

from services.program_file.offers import Day
from services.program_file.problems import wrong
from services.program_file.toml_data import Data, Finding, entries, warned, wrong_at
from services.program_file.values import Code, Local, Points, Section
from services.rules.clubs import Club

MOST_CLUBS = 50  # a customer reads the list page by page


class ClubRules(Section):
    """One [[clubs]] entry; `welcome` points come once a customer, however often one joins.

    Both days are included; without them the club is always open.
    """

    code: Code
    title: Local
    description: Local | None = None
    welcome: Points = 0
    starts: Day | None = None
    ends: Day | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.starts and self.ends and self.ends < self.starts:
            raise wrong("earning_days")
        return self

    @property
    def terms(self) -> Club:
        """The club as the rules of earning see it."""
        return Club(self.code, self.starts, self.ends)


def check_clubs(data: Data) -> Iterator[Finding]:
    """That there are not too many, and that each is good for something."""
    listed = list(entries(data, "clubs"))
    if len(listed) > MOST_CLUBS:
        yield wrong_at(("clubs",), "clubs_many", most=MOST_CLUBS)
    used = set(_named(data, "earning")) | set(_compared(data.get("segments")))
    for path, club in listed:
        if club.get("code") not in used and not club.get("welcome"):
            yield warned(path, "club_idle")


def _named(data: Data, section: str) -> Iterator[object]:
    for _, entry in entries(data, section):
        clubs = entry.get("clubs")
        yield from (code for code in clubs if isinstance(code, str)) if isinstance(clubs, list) else ()


def _compared(condition: object) -> Iterator[object]:
    """The clubs that conditions of segments ask about, however deep."""
    if isinstance(condition, list):
        for part in condition:
            yield from _compared(part)
    elif isinstance(condition, dict):
        if condition.get("fact") == "club":
            listed = condition.get("in")
            yield from (one for one in (condition.get("is"), *_texts(listed)) if isinstance(one, str))
        for part in condition.values():
            yield from _compared(part)


def _texts(listed: object) -> list[object]:
    return listed if isinstance(listed, list) else []
