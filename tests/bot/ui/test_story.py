"""The story of a balance in words."""

from datetime import UTC, datetime

from bot.ui import story as screens
from bot.ui.texts import texts_for
from services.history import Page
from services.points import Balance
from services.story import Step, Story
from tests.bot.ui.telegram_html import plain

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def step(kind: str, points: int, balance: int, **parts: int | str) -> Step:
    none = dict.fromkeys(("earned", "given", "spent", "restored", "revoked", "forgiven", "owed", "paid"), 0)
    facts = {"reason": None, "store": None, "total": None, **none, **parts}
    return Step(kind, AT, points, balance, **facts)  # type: ignore[arg-type]  # checked by the fields' names


def said(*steps: Step, balance: Balance, language: str = "en") -> list[str]:
    story = Story(balance, Page(steps, 1, 1))
    text = plain(screens.mine(texts_for(language), story=story, currency="RUB").text)
    return text.replace("\u00a0", " ").splitlines()


def test_each_step_is_told_with_its_parts_and_the_balance_after_it() -> None:
    lines = said(
        step("refund", -17, -7, revoked=27, restored=10, owed=17, total=54_000, store="Center"),
        step("purchase", 27, 10, earned=17, given=30, spent=20, total=54_000),
        balance=Balance(0, 0, 0, 7, (), ()),
    )
    assert lines[1:4] == ["Ready to spend: 0 points", "Owed: −7 points", "In all: −7 points"]
    assert "−17 points · refund of ₽540" in lines
    assert "given back +10 points, taken back −27 points" in lines
    assert "Missing, from your next points: 17 points" in lines
    assert any(line.endswith("Center · then −7 points") for line in lines)
    assert "for the purchase +17 points, gift +30 points, paid −20 points" in lines


def test_reasons_of_the_program_are_words_and_those_of_people_stay() -> None:
    given = step("grant", 5, 5, reason="welcome", given=5)
    sorry = step("grant", 5, 10, reason="<sorry>", given=5)
    lines = said(sorry, given, balance=Balance(10, 0, 0, 0, (), ()), language="ru")
    assert any("за вступление" in line for line in lines)
    assert any("<sorry>" in line for line in lines)
    assert not any("Вместе" in line for line in lines)
