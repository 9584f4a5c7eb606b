"""The balance says what burns soon as such, and what is good for long as just that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.ui import balance
from bot.ui.balance import SOON, PointsAt
from bot.ui.markup import tidy
from bot.ui.texts import languages, texts_for
from tests.bot.ui.gallery.words import NOW
from tests.bot.ui.telegram_html import plain

MINUTE = timedelta(minutes=1)


def shown(language: str, *spans: timedelta) -> list[str]:
    """The lines of a balance whose points burn after these times, ten each."""
    expiring = [PointsAt(10, NOW + span) for span in spans]
    screen = balance.show(texts_for(language), now=NOW, available=10 * len(spans), expiring=expiring)
    return plain(screen.text).splitlines()


@pytest.mark.parametrize("language", languages())
def test_points_that_are_good_for_a_year_are_not_urgent(language: str) -> None:
    texts = texts_for(language)
    lines = shown(language, timedelta(days=365))
    assert plain(texts("balance-valid")) in lines
    assert plain(texts("balance-expiring")) not in lines
    assert lines[-1].endswith(tidy(texts.day(NOW + timedelta(days=365))))


@pytest.mark.parametrize(
    ("span", "urgent"),
    [(MINUTE, True), (SOON, True), (SOON + MINUTE, False)],
    ids=["now", "30 days", "later"],
)
def test_the_last_days_are_urgent(span: timedelta, urgent: bool) -> None:
    assert (plain(texts_for("en")("balance-expiring")) in shown("en", span)) is urgent


def test_each_date_stands_under_its_own_heading() -> None:
    texts = texts_for("en")
    lines = shown("en", timedelta(days=3), timedelta(days=200), timedelta(days=300))
    urgent, calm = lines.index(plain(texts("balance-expiring"))), lines.index(plain(texts("balance-valid")))
    assert lines[urgent + 1 : calm] == [f"10 points — {texts.day(NOW + timedelta(days=3))}", ""]
    assert len(lines[calm + 1 :]) == 2


def test_no_heading_without_dates() -> None:
    assert len(shown("en")) == 3  # nothing there yet, and how to get something


@pytest.mark.parametrize("language", languages())
def test_points_that_burn_at_midnight_are_good_for_the_day_before(language: str) -> None:
    texts = texts_for(language, zone_name="Europe/Moscow")
    midnight = datetime(2026, 12, 31, 21, tzinfo=UTC)
    last = tidy(texts.short_day(midnight - MINUTE))
    assert last in plain(balance.expire_soon(texts, points=5, at=midnight, available=9).text)
    shown = balance.show(
        texts, now=midnight - timedelta(days=3), available=5, expiring=[PointsAt(5, midnight)]
    )
    assert plain(shown.text).endswith(tidy(texts.day(midnight - MINUTE)))


@pytest.mark.parametrize("language", languages())
def test_points_that_burn_at_an_hour_say_so(language: str) -> None:
    texts = texts_for(language, zone_name="Europe/Moscow")
    at = datetime(2026, 12, 31, 12, 5, tzinfo=UTC)
    assert tidy(texts.when(at)) in plain(balance.expire_soon(texts, points=5, at=at, available=9).text)
