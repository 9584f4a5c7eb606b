"""Six answers make a program file that works, new or on top of one; what is typed is read strictly."""

from pathlib import Path

import pytest

from services import setup, typed_values
from services.errors import Invalid
from services.program_file import check, parse
from services.program_file.employees import EmployeeRules
from services.setup import Answers
from services.staff_lookups import reference

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
ALL = Answers('Ann\'s "<b>"', "Asia/Tokyo", "JPY", ("petal", "petals"), "7.5%", "three")


def test_a_new_program() -> None:
    text = setup.new(ALL, slug="bakery")
    config = parse(text)
    assert [problem for problem in check(text) if not problem.warning] == []
    assert (config.program.name, config.program.slug) == ('Ann\'s "<b>"', "bakery")
    assert (config.program.currency, config.points.minor_units_per_point) == ("JPY", 1)
    assert (config.points.base_rate, config.stores[0].timezone) == (750, "Asia/Tokyo")
    assert [tier.from_amount for tier in config.tiers] == [0, 10_000, 40_000]


def test_no_answer_changes_nothing_and_no_tiers_takes_them_away() -> None:
    for path in EXAMPLES:
        text = path.read_text(encoding="utf-8")
        assert setup.edited(text, Answers()) == text
    assert parse(setup.edited(setup.new(ALL, slug="x"), Answers(tiers="none"))).tiers == ()


def test_a_new_program_speaks_any_language_and_keeps_its_people() -> None:
    people = (
        EmployeeRules(code="olga", name="Olga", role="owner"),
        EmployeeRules(code="anna", name="Anna", role="cashier", store="elsewhere"),
    )
    answers = Answers("Bäckerei", "Europe/Berlin", "EUR", ("Punkt", "Punkte"), "3%", "none")
    text = setup.new(answers, slug="x", language="de", people=people)
    config = parse(text)
    assert (config.program.language, config.program.spoken) == ("de", ("de", "en", "ru"))
    assert config.points.counted(2, "de", "de") == "Punkte"
    assert [(one.code, one.role, one.store) for one in config.employees] == [
        ("olga", "owner", None),
        ("anna", "cashier", "main"),
    ]
    assert (config.program.merchant, config.stores[0].name, config.tiers) == ("Bäckerei", "Bäckerei", ())


def test_cities_are_known_in_the_programs_languages() -> None:
    config = parse(setup.new(Answers(), slug="x", language="ru"))
    for typed, zone in (("Дубай", "Asia/Dubai"), ("нью-йорк", "America/New_York"), ("Tokyo", "Asia/Tokyo")):
        assert typed_values.READERS["zone"](typed, config) == zone


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_answers_in_force_are_answers(path: Path) -> None:
    config = parse(path.read_text(encoding="utf-8"))
    present = setup.present(config)
    assert {code: setup.read(code, answer, config) for code, answer in present.items()} == present


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        ("name", ""),
        ("name", "a\nb"),
        ("name", "x" * 61),
        ("place", "Narnia"),
        ("currency", "RUR"),
        ("points", "one"),
        ("points", "<b>, x"),
        ("points", "a" * 31 + ", b"),
        ("rate", "100.01"),
        ("rate", "５"),
        ("rate", "NaN"),
        ("tiers", "maybe"),
        ("slug", "x"),
    ],
)
def test_what_is_no_answer(question: str, typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        setup.read(question, typed, parse(setup.new(Answers(), slug="x")))
    assert refused.value.code == "setup_answer"


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("whole", "1_000"),
        ("whole", "+5"),
        ("whole", "٣"),
        ("whole", "1.0"),
        ("money", "1e3"),
        ("money", "0.001"),
        ("worth", "0"),
        ("span", "5 years"),
        ("span", "-1 d"),
        ("line", "a\x00b"),
        ("line", "\u202eevil"),
        ("text", "x" * 2001),
        ("role", "god"),
        ("store", "nowhere"),
        ("score", "5"),
        ("zone", "../etc/passwd"),
        ("switch", "true"),
    ],
)
def test_values_are_read_strictly(kind: str, typed: str) -> None:
    with pytest.raises(Invalid):
        typed_values.READERS[kind](typed, parse(setup.new(Answers(), slug="x")))


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("123 456", "code", "123456"),
        ("١٢٣٤٥٦", "code", "123456"),
        ("8 (999) 123-45-67", "phone", "+79991234567"),
        ("+7 999 123 45 67", "phone", "+79991234567"),
        ("4992 739 871", "phone", "+4992739871"),
    ],
)
def test_what_staff_type(typed: str, kind: str, value: str) -> None:
    found = reference(typed)
    assert found is not None
    assert (found.kind, found.value) == (kind, value)


@pytest.mark.parametrize("typed", ["", "12345", "²²²²²²", "12a456", "1" * 16, "9" * 65, "https://x/123456"])
def test_what_is_nobody(typed: str) -> None:
    assert reference(typed) is None
