"""Six answers make a working program: a new file, or the one in force with the answers in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services import employees
from services.errors import Invalid
from services.program_file import ProgramConfig, add, edit, parse, remove
from services.program_file.currencies import codes, digits
from services.program_file.employees import EmployeeRules
from services.program_file.parse import read_toml
from services.program_file.points import needed_categories
from services.program_file.written import rate_text
from services.programs import Program
from services.typed_values import line, rate, zone

QUESTIONS = ("name", "place", "currency", "points", "rate", "tiers")
LONGEST_NAME = 60
LONGEST_WORD = 30
TIERS = ("none", "three")
MONEY = "money"
"""The answer about points that there are none: the balance is money."""
_ORDER = ("zero", "one", "two", "few", "many", "other")
# what regulars spend until they are regulars, in whole major units; elsewhere a hundred, as of euros
_SECOND_TIER = {"RUB": 5_000, "KZT": 30_000, "UZS": 700_000, "AMD": 25_000, "JPY": 10_000, "KRW": 100_000}
_STEPS = (
    ("guest", {"en": "Guest", "ru": "Гость"}, 0, "0%"),
    ("friend", {"en": "Friend", "ru": "Друг"}, 1, "2%"),
    ("family", {"en": "Family", "ru": "Семья"}, 4, "5%"),
)
_NEW = """# Made by the six questions of /setup. Every key is explained in docs/guides/program-file.md.

[program]
slug = "program"
name = "Program"
currency = "EUR"
language = "en"
languages = ["en", "ru"]
merchant = "Program"
terms_version = "1"
terms.en = "What comes back pays for purchases here, not in cash. To count it we keep your name, phone and purchases."
terms.ru = "Накопленное оплачивает покупки у нас и не выдаётся наличными. Для счёта мы храним имя, телефон и покупки."

[points]
name.en = { one = "point", other = "points" }
name.ru = { one = "балл", few = "балла", many = "баллов" }
minor_units_per_point = 100
base_rate = "5%"

[[stores]]
code = "main"
name = "Main"
timezone = "UTC"

[survey]
enabled = true
"""
_NEW_SPEAKS = ("en", "ru")


@dataclass(frozen=True, slots=True)
class Answers:
    """What the owner answered; None keeps what the program has. ``points``: the word's forms in order, or MONEY."""

    name: str | None = None
    place: str | None = None
    currency: str | None = None
    points: tuple[str, ...] | None = None
    rate: str | None = None
    tiers: str | None = None


def read(question: str, typed: str, config: ProgramConfig) -> str:
    """An answer as it is kept. Raises Invalid ``setup_answer``: it could not be understood."""
    try:
        return _READERS[question](typed.strip(), config)
    except (Invalid, KeyError) as error:
        raise Invalid("setup_answer", question) from error


def _name(typed: str, config: ProgramConfig) -> str:
    if len(typed) > LONGEST_NAME or "\n" in typed:
        raise Invalid("setup_answer")
    return str(line(typed, config))


def _place(typed: str, config: ProgramConfig) -> str:
    return str(zone(typed, config))


def _currency(typed: str, config: ProgramConfig) -> str:
    if typed.upper() not in codes():
        raise Invalid("setup_answer")
    return typed.upper()


def may_be_money(config: ProgramConfig) -> bool:
    """Whether the balance can become money by an answer: where a point pays one whole unit of the currency, every
    number of points in the file is right as an amount, too."""
    return config.points.are_money or config.points.minor_units_per_point == 10**config.currency_digits


def changes_kind(answer: str, config: ProgramConfig) -> bool:
    """Whether this answer about points makes money of them, or points of money."""
    return (answer == MONEY) != config.points.are_money


def _points(typed: str, config: ProgramConfig) -> str:
    if typed == MONEY and may_be_money(config):
        return MONEY
    words = [" ".join(word.split()) for word in typed.split(",")]
    wanted = len(forms(config.program.language))
    if len(words) != wanted or any(not re.fullmatch(r"[^\W\d_][\w' -]*", word) for word in words):
        raise Invalid("setup_answer")
    if any(len(word) > LONGEST_WORD for word in words):
        raise Invalid("setup_answer")
    return ", ".join(words)


def _rate(typed: str, config: ProgramConfig) -> str:
    return str(rate(typed, config))


def _tiers(typed: str, config: ProgramConfig) -> str:
    if typed not in TIERS:
        raise Invalid("setup_answer")
    return typed


_READERS = {
    "name": _name,
    "place": _place,
    "currency": _currency,
    "points": _points,
    "rate": _rate,
    "tiers": _tiers,
}


def forms(language: str) -> tuple[str, ...]:
    """The plural forms that a language needs, in the order in which people say them."""
    return tuple(form for form in _ORDER if form in needed_categories(language))


def from_answers(answers: Mapping[str, str]) -> Answers:
    """Answers as ``read`` kept them, by question."""
    kept = {question: answers[question] for question in QUESTIONS if question in answers}
    points = kept.pop("points", None)
    return Answers(points=tuple(points.split(", ")) if points else None, **kept)


def new(answers: Answers, *, slug: str, language: str = "en", people: Sequence[EmployeeRules] = ()) -> str:
    """A whole program file out of the answers, with these employees in its one store.

    Raises ProgramFileError as ``parse``.
    """
    text = edit(_NEW, "program.slug", slug)
    text = edit(text, "program.language", language)
    text = _speaking(text, language, answers) if language not in _NEW_SPEAKS else text
    text = edit(text, "program.languages", list(dict.fromkeys((language, *_NEW_SPEAKS))))
    name = answers.name or "Program"
    text = edit(edit(text, "program.merchant", name), "stores[0].name", name)
    for one in people:
        seat = {"store": "main"} if one.role in ("cashier", "manager") else {}
        text = add(text, "employees", {"code": one.code, "name": one.name, "role": one.role, **seat})
    return edited(text, answers)


def _speaking(text: str, language: str, answers: Answers) -> str:
    """The new file in a language that it has no words in: the terms stay English until they are replaced."""
    words = dict(zip(forms(language), answers.points or ("points",) * len(forms(language)), strict=True))
    text = edit(text, f"points.name.{language}", words)
    return edit(text, f"program.terms.{language}", parse(_NEW).program.terms.in_language("en"))


async def from_scratch(program: Program, given: Mapping[str, str]) -> str:
    """A new file for a program that is still as it was installed: nothing of the old one but who works in the
    bot already, so that nobody locks oneself out. What was not asked again is as it was."""
    config = program.config
    connected = {one.code for one in await employees.every(program.id) if one.telegram_id is not None}
    people = [one for one in config.employees if one.code in connected]
    answers = from_answers({**present(config), **given})
    return new(answers, slug=program.slug, language=config.program.language, people=people)


def edited(text: str, answers: Answers) -> str:
    """The file with the answers in it; the rest of it, comments included, stays."""
    for change in (_with_name, _with_place, _with_currency, _with_points, _with_rate, _with_tiers):
        text = change(text, parse(text), answers)
    return text


def _with_name(text: str, config: ProgramConfig, answers: Answers) -> str:
    return edit(text, "program.name", answers.name) if answers.name else text


def _with_place(text: str, config: ProgramConfig, answers: Answers) -> str:
    return edit(text, "stores[0].timezone", answers.place) if answers.place else text


def _with_currency(text: str, config: ProgramConfig, answers: Answers) -> str:
    """A point that paid one unit of the old money pays one of the new."""
    if answers.currency is None or answers.currency == config.program.currency:
        return text
    unit = config.points.minor_units_per_point == 10**config.currency_digits
    if unit and not config.points.are_money:
        text = edit(text, "points.minor_units_per_point", 10 ** digits(answers.currency))
    return edit(text, "program.currency", answers.currency)


def _with_points(text: str, config: ProgramConfig, answers: Answers) -> str:
    """The word in the program's language; the words of other languages would be another currency's. Or none."""
    money = answers.points == (MONEY,)
    if answers.points is None or (money and config.points.are_money):
        return text
    own = config.program.language
    for key in _words_of(text, config, kept=None if money or config.points.are_money else own):
        text = remove(text, key)
    if money:
        return edit(remove(text, "points.minor_units_per_point"), "points.kind", MONEY)
    if config.points.are_money:
        text = edit(remove(text, "points.kind"), "points.minor_units_per_point", 10**config.currency_digits)
    return edit(text, f"points.name.{own}", dict(zip(forms(own), answers.points, strict=True)))


def _words_of(text: str, config: ProgramConfig, kept: str | None) -> list[str]:
    """The keys of the names of points in all languages but one; that of a balance of money may be a single text."""
    if isinstance(read_toml(text)["points"].get("name"), str):
        return ["points.name"]
    return [f"points.name.{language}" for language in config.points.name if language != kept]


def _with_rate(text: str, config: ProgramConfig, answers: Answers) -> str:
    return edit(text, "points.base_rate", answers.rate) if answers.rate else text


def _with_tiers(text: str, config: ProgramConfig, answers: Answers) -> str:
    """None at all, or three steps; a program that has tiers keeps its own."""
    if answers.tiers == "none":
        for place in reversed(range(len(config.tiers))):
            text = remove(text, f"tiers[{place}]")
    elif answers.tiers == "three" and not config.tiers:
        second = _SECOND_TIER.get(config.program.currency, 100)
        if config.tier_rules.measured_by != "spent":
            text = edit(text, "tier_rules.measured_by", "spent")
        for code, title, steps, bonus in _STEPS:
            spoken = {lang: title[lang] for lang in config.program.spoken if lang in title}
            title_or_one = spoken if config.program.language in spoken else title["en"]
            tier = {"code": code, "title": title_or_one, "from": steps * second, "bonus": bonus}
            text = add(text, "tiers", tier)
    return text


def present(config: ProgramConfig) -> dict[str, str]:
    """The answers that the program in force gives."""
    return {
        "name": config.program.name,
        "place": config.stores[0].timezone,
        "currency": config.program.currency,
        "points": _present_points(config),
        "rate": rate_text(config.points.base_rate),
        "tiers": "three" if config.tiers else "none",
    }


def _present_points(config: ProgramConfig) -> str:
    if config.points.are_money:
        return MONEY
    names = config.points.name[config.program.language]
    return ", ".join(str(getattr(names, form)) for form in forms(config.program.language))
