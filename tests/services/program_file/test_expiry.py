"""[points] says how points come and burn: every kind, every mistake with its line and key, and words for changes."""

from datetime import timedelta

import pytest

from bot.ui import changes
from bot.ui.texts import texts_for
from services.program_file import ProgramConfig, check, difference, parse
from services.program_parts import fields
from tests.bot.ui.telegram_html import plain
from tests.services.program_file.files import SMALL, said

LINE = SMALL[: SMALL.index("base_rate")].count("\n") + 1


def with_points(*lines: str) -> str:
    return SMALL.replace("base_rate", "\n".join((*lines, "base_rate")), 1)


def points(*lines: str) -> ProgramConfig:
    return parse(with_points(*lines))


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ("{ days = 365 }", {"days": 365}),
        ("{ months = 12 }", {"months": 12}),
        ('{ end_of = "quarter", after_months = 6 }', {"end_of": "quarter", "after_months": 6}),
        ('{ on = "02-29", after_months = 1 }', {"on": "02-29", "after_months": 1}),
        ('{ inactivity = "180d" }', {"inactivity": timedelta(days=180)}),
        ('"none"', {"never": True}),
        ("{ never = true }", {"never": True}),
    ],
)
def test_points_burn_in_one_of_these_ways(written: str, kinds: dict[str, object]) -> None:
    rules = points(f"expiry = {written}").points
    assert rules.expiry is not None
    assert rules.expiry.model_dump(exclude_none=True) == kinds
    assert rules.expire_after is None


def test_without_expiry_a_length_of_time_counts() -> None:
    assert (parse(SMALL).points.expiry, parse(SMALL).points.expire_after) == (None, timedelta(days=365))


@pytest.mark.parametrize(
    ("lines", "place", "words"),
    [
        (["expiry = {}"], "points.expiry", "say one of days, months"),
        (["expiry = { days = 1, months = 1 }"], "points.expiry", "say one of days, months"),
        (["expiry = { days = 0 }"], "points.expiry.days", "must be at least 1"),
        (["expiry = { months = 1201 }"], "points.expiry.months", "must be at most 1,200"),
        (["expiry = { months = 1, after_months = 2 }"], "points.expiry", "belongs to end_of and on only"),
        (['expiry = { end_of = "week" }'], "points.expiry.end_of", "there are: month, quarter, year"),
        (['expiry = { on = "02-30" }'], "points.expiry.on", "“02-30” is not a day of the year"),
        (['expiry = { on = "13-01" }'], "points.expiry.on", "is not a day of the year"),
        (['expiry = { on = "31 December" }'], "points.expiry.on", "is not a day of the year"),
        (["expiry = { on = 12-31 }"], "points", "this is not TOML"),
        (['expiry = { inactivity = "0d" }'], "points.expiry.inactivity", "must be longer than zero"),
        (["expiry = { moths = 2 }"], "points.expiry.moths", "did you mean “months”?"),
        (['expiry = "365d"'], "points.expiry", "write it like “{ months = 12 }”"),
        (["expiry = 365"], "points.expiry", "expected a table"),
        (["expiry = { never = false }"], "points.expiry.never", "must be one of these words"),
        (['activate = "tomorrow"'], "points.activate", "there are: at_once, next_day, first_of_month"),
        (['remind_before = ["3d", "72h"]'], "points.remind_before", "the same reminder"),
        (
            ['remind_before = ["1d", "2d", "3d", "4d", "5d", "6d"]'],
            "points.remind_before",
            "at most 5 reminders",
        ),
        (['remind_before = ["0d"]'], "points.remind_before[0]", "must be longer than zero"),
        (['remind_before = "3d"'], "points.remind_before", "expected a list"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_key(lines: list[str], place: str, words: str) -> None:
    found = [problem for problem in check(with_points(*lines)) if not problem.warning]
    assert len(found) == 1
    assert words in said(found[0])
    assert found[0].line == LINE
    assert found[0].key == (place if words != "this is not TOML" else "")


def test_two_ways_to_burn_at_once_are_refused_at_the_older_key() -> None:
    (problem,) = check(with_points("expiry = { months = 12 }", 'expire_after = "90d"'))
    assert (problem.line, problem.key, problem.code) == (LINE + 1, "points.expire_after", "expiry_twice")


def test_points_that_may_burn_in_the_night_are_warned_of() -> None:
    assert check(with_points('expiry = { end_of = "month", after_months = 1 }')) == []
    for kind in ('{ end_of = "month" }', '{ on = "12-31" }'):
        (problem,) = check(with_points(f"expiry = {kind}"))
        assert (problem.key, problem.code, problem.warning) == ("points.expiry", "expiry_tonight", True)


def test_reminders_come_in_the_order_of_time() -> None:
    assert points('remind_before = ["1h", "7d", "30d"]').points.remind_before == (
        timedelta(days=30),
        timedelta(days=7),
        timedelta(hours=1),
    )
    assert points("remind_before = []").points.remind_before == ()


@pytest.mark.parametrize(
    ("line", "english", "russian"),
    [
        ("expiry = { days = 90 }", "Points burn, by the calendar, after: 90 days", "через: 90 дней"),
        ("expiry = { months = 1 }", "Points burn, by the calendar, after: 1 month", "через: 1 месяц"),
        ('expiry = { end_of = "quarter" }', "Points burn at the end of the: quarter", "в конце: квартала"),
        ('expiry = { on = "12-31" }', "Points burn every year after: December 31", "после: 31 декабря"),
        (
            'expiry = { on = "12-31", after_months = 3 }',
            "Points live at least: 3 months",
            "не меньше: 3 месяца",
        ),
        ('expiry = { inactivity = "180d" }', "without a purchase for: 180 days", "без покупок за: 180 дней"),
        ('expiry = "none"', "Points never burn: yes", "Баллы не сгорают: да"),
        ('activate = "first_of_month"', "at once → on the first of the month", "сразу → первого числа"),
        ('remind_before = ["7d"]', "30 days, 3 days → 7 days", "30 дней, 3 дня → 7 дней"),
    ],
)
def test_a_change_reads_as_words(line: str, english: str, russian: str) -> None:
    found = difference(parse(SMALL), points(line))
    for language, words in (("en", english), ("ru", russian)):
        said = "\n".join(plain(changes.line(texts_for(language), change)) for change in found)
        assert words in said.replace("\u00a0", " ")
    gone = [change.key for change in found if change.after is None]
    assert gone == (["points.expire_after"] if line.startswith("expiry") else [])


def test_buttons_leave_the_calendar_to_the_file() -> None:
    assert "expire_after" in {field.code for field in fields(parse(SMALL), "rates")}
    assert "expire_after" not in {field.code for field in fields(points("expiry = { months = 12 }"), "rates")}
