"""Setting a program up: six questions, the summary, and the start."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ui.actions import pack
from bot.ui.local_names import city, currency_called, language_called
from bot.ui.markup import prose, tidy
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import Texts
from services.program_file.values import basis_points
from services.setup import MONEY

QUESTIONS = ("name", "place", "currency", "points", "rate", "tiers")
"""The six questions in order: business name, city or time zone, money, word for points, rate, tiers."""


ZONES = (
    ("Europe/Moscow", "Europe/Berlin"),
    ("Europe/London", "Asia/Yekaterinburg"),
    ("Asia/Novosibirsk", "Asia/Almaty"),
    ("America/New_York", "Asia/Dubai"),
)
CURRENCIES = ("RUB", "EUR", "USD", "KZT", "BYN", "GBP")
RATES = ("3", "5", "7", "10")
_WORDS = ("first", "second", "third")


def choices(texts: Texts, code: str, *, money: bool = False) -> Sequence[tuple[str, str]]:
    """Return the answers that buttons offer for a question: (value for the action, words).

    `money`: the balance may be money as well as points.
    """
    if code == "place":
        return [(zone, city(zone, texts.language)) for pair in ZONES for zone in pair]
    if code == "currency":
        return [(currency, currency) for currency in CURRENCIES]
    if code == "points":
        words = [texts.plain(f"setup-choice-points-{which}").partition(",")[0] for which in _WORDS]
        amount = [(MONEY, answer_words(texts, code, MONEY))] if money else []
        return [*zip(_WORDS, words, strict=True), *amount]
    if code == "rate":
        return [(rate, texts.percent(int(rate) * 100)) for rate in RATES]
    return [(which, answer_words(texts, code, which)) for which in ("none", "three") if code == "tiers"]


def chosen(texts: Texts, code: str, value: str) -> str:
    """Return what a button means as if it was typed: the word's forms for a choice of points."""
    if code == "points" and value in _WORDS:
        return texts.plain(f"setup-choice-points-{value}")
    return value


def answer_words(texts: Texts, code: str, answer: str) -> str:
    """Return an answer as one reads it: cities, currencies and numbers in the reader's language."""
    if code == "tiers":
        return texts.plain(f"setup-choice-tiers-{answer}")
    if code == "points" and answer == MONEY:
        return texts.plain("setup-choice-points-money")
    if code == "place":
        return city(answer, texts.language)
    if code == "currency":
        return currency_called(answer, texts.language)
    return texts.percent(basis_points(answer)) if code == "rate" else answer


def start(texts: Texts) -> Screen:
    """Say what will be asked."""
    first = Button(texts.plain("setup-button-start"), pack("setup:start"))
    return Screen(texts("setup-start"), ((first,), (to_menu(texts),)))


def question(
    texts: Texts,
    *,
    code: str,
    choices: Sequence[tuple[str, str]] = (),
    present: str | None = None,
    columns: int = 1,
    own: Texts | None = None,
) -> Screen:
    """Ask one of QUESTIONS. `choices` are (value for the action, words); `present` is the answer so far.

    The word for points is asked for in the program's `own` language, which may be another than the reader's.
    """
    step = QUESTIONS.index(code) + 1
    money = any(value == MONEY for value, _ in choices)
    lines: list[str] = [
        texts("setup-step", step=step, steps=len(QUESTIONS)),
        texts("setup-question-points-or-money" if money else f"setup-question-{code}"),
    ]
    if code == "points":
        lines.append(_forms(texts, own or texts))
    if present:
        lines.append(texts("setup-present", answer=prose(tidy(present, 150))))
    buttons = [Button(tidy(words, 40), pack("setup:answer", code, value)) for value, words in choices]
    rows = tuple(tuple(buttons[at : at + columns]) for at in range(0, len(buttons), columns))
    return Screen("\n\n".join(lines), (*rows, *_ways(texts, step, bool(present)), (to_menu(texts),)))


def _forms(texts: Texts, own: Texts) -> str:
    """Say which forms the word needs in the program's own language, with an example in it."""
    example = own.plain("setup-choice-points-first")
    language = language_called(own.language, texts.language)
    return texts("setup-forms", language=language, count=example.count(",") + 1, example=example)


def _ways(texts: Texts, step: int, answered: bool) -> tuple[tuple[Button, ...], ...]:
    """Return the row "back / keep this answer"; nothing at the first unanswered question."""
    buttons = []
    if step > 1:
        buttons.append(Button(texts.plain("setup-button-back"), pack("setup:back")))
    if answered:
        buttons.append(Button(texts.plain("setup-button-keep"), pack("setup:skip")))
    return (tuple(buttons),) if buttons else ()


def not_understood(
    texts: Texts, *, code: str, columns: int = 2, own: Texts | None = None, money: bool = False
) -> Screen:
    """Say how the answer to a question should look, with the answers that buttons offer at hand."""
    back = Button(texts.plain("setup-button-cancel"), pack("setup:cancel"))
    lines: list[str] = [texts(f"setup-wrong-{code}")]
    if code == "points":
        lines.append(_forms(texts, own or texts))
    return Screen("\n\n".join(lines), (*_answers(own or texts, code, columns, money), (back, to_menu(texts))))


def _answers(texts: Texts, code: str, columns: int, money: bool) -> Rows:
    buttons = [
        Button(tidy(words, 40), pack("setup:answer", code, value))
        for value, words in choices(texts, code, money=money)
    ]
    return tuple(tuple(buttons[at : at + columns]) for at in range(0, len(buttons), columns))


def summary(texts: Texts, *, answers: Sequence[tuple[str, str]], first: str | None = None) -> Screen:
    """Show the answers (question code, words) before the program is made.

    `first`: the name of a program that is still as it was installed; all else in it may go.
    """
    lines: list[str] = [texts("setup-summary")]
    lines.append("\n".join(_answer(texts, code, words) for code, words in answers))
    clean: Rows = ()
    if first is not None:
        lines.append(texts("setup-clean", program=first))
        clean = ((Button(texts.plain("setup-button-clean"), pack("setup:clean")),),)
    rows = (
        (Button(texts.plain("setup-button-confirm"), pack("setup:confirm")),),
        *clean,
        (
            Button(texts.plain("setup-button-back"), pack("setup:back")),
            Button(texts.plain("setup-button-cancel"), pack("setup:cancel")),
        ),
        (to_menu(texts),),
    )
    return Screen("\n\n".join(lines), rows)


def _answer(texts: Texts, code: str, words: str) -> str:
    return texts("setup-answer", what=texts.plain(f"setup-name-{code}"), answer=prose(tidy(words, 150)))


def done(texts: Texts, *, program_name: str) -> Screen:
    """Say that the program works, and what to do next."""
    rows = (
        (Button(texts.plain("setup-button-employees"), pack("employees:show", 1)),),
        (Button(texts.plain("setup-button-merchants"), pack("merchants:show")),),
        (to_menu(texts),),
    )
    return Screen(texts("setup-done", program=program_name), rows)


def cancelled(texts: Texts) -> Screen:
    """Say that nothing has changed."""
    return Screen(texts("setup-cancelled"), ((to_menu(texts),),))
