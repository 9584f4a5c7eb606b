"""Clubs: their days, who is a member when, and the rules that only members earn by."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.rules.clubs import Club, Stay, members_of
from services.rules.earning import Applied, earn
from services.rules.earning_conditions import Who
from services.rules.earning_terms import Rule, needs
from services.rules.pricing import Buyer
from tests.services.rules.earning_worlds import NOON, File, basket, line, paid, terms

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
FIRST, LAST = date(2026, 11, 21), date(2026, 11, 25)


@pytest.mark.parametrize(
    ("day", "is_open"), [(FIRST - DAY, False), (FIRST, True), (LAST, True), (LAST + DAY, False)]
)
def test_both_days_of_a_club_are_included(day: date, is_open: bool) -> None:
    assert Club("lovers", FIRST, LAST).open_on(day) is is_open
    assert Club("lovers").open_on(day)


def test_the_moments_of_its_days() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    opens, closes = Club("lovers", FIRST, LAST).moments(berlin)
    assert (opens, closes) == (datetime(2026, 11, 20, 23, tzinfo=UTC), datetime(2026, 11, 25, 23, tzinfo=UTC))
    assert Club("lovers").moments(berlin) == (None, None)
    assert Club("lovers", None, date.max).moments(berlin) == (None, None)  # no day comes after it


def test_a_member_from_joining_to_leaving() -> None:
    stays = [Stay("coffee", NOW, NOW + DAY), Stay("coffee", NOW + 3 * DAY), Stay("tea", NOW + DAY)]
    found = [members_of(stays, NOW + days * DAY) for days in (-1, 0, 1, 2, 3)]
    assert found == [set(), {"coffee"}, {"tea"}, {"tea"}, {"coffee", "tea"}]


def test_only_members_earn_by_the_rule_and_only_while_the_club_is_open() -> None:
    open_now, over = Club("lovers", None, NOON.date()), Club("old", None, NOON.date() - DAY)
    rule = Rule(code="club", kind="bonus", value=500, who=Who(clubs=(open_now, over)))
    file, bought = File(terms(rule)), basket(line(10_000))
    assert needs(file).clubs and not needs(File(terms())).clubs
    points = {
        clubs: earn(file, bought, Buyer(clubs=frozenset(clubs)), paid(bought)).points
        for clubs in ((), ("lovers",), ("old",), ("old", "lovers"), ("else",))
    }
    assert points == {(): 5, ("lovers",): 10, ("old",): 5, ("old", "lovers"): 10, ("else",): 5}
    member = earn(file, bought, Buyer(clubs=frozenset({"lovers"})), paid(bought))
    assert Applied("club", 5) in member.applied
