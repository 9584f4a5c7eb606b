"""Favourite categories: chosen for a month by buttons, shown, changed until the first purchase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.ui.actions import pack
from bot.ui.formats import month_names, times
from bot.ui.markup import short
from bot.ui.menu import to_menu
from bot.ui.screen import Alert, Button, Rows, Screen
from bot.ui.texts import Texts

IN_A_ROW = 2
LONGEST_TITLE = 28
LONGEST_LINE = 80


@dataclass(frozen=True, slots=True)
class Question:
    """What the buttons of the question carry: the month as 202611, and the version of the file they count in.

    ``mask`` is a sum of powers of two: the first category of the file is 1, the second 2, the third 4 …
    """

    month: int
    version: int
    mask: int = 0

    def toggled(self, place: int) -> int:
        """The mask with one category more or less."""
        return self.mask ^ 1 << place

    def has(self, place: int) -> bool:
        """Whether the category is chosen."""
        return bool(self.mask >> place & 1)


@dataclass(frozen=True, slots=True)
class Worth:
    """What favourites give, in basis points: "base" of what is paid, "bonus" on top, "multiply" of the usual."""

    kind: str
    value: int


def worth(texts: Texts, given: Worth | None) -> str | None:
    """Return what favourites give in words: "10% back"; None when only other rules know."""
    if given is None:
        return None
    if given.kind == "multiply":
        return texts("favourites-times", times=times(given.value, texts.language))
    return texts(f"favourites-{given.kind}", rate=texts.percent(given.value))


def ask(
    texts: Texts, *, question: Question, titles: Sequence[str], choose: int, given: Worth | None = None
) -> Screen:
    """Ask for ``choose`` of the categories; the chosen ones are ticked."""
    chosen = sum(question.has(place) for place in range(len(titles)))
    lines: list[str] = [_title(texts, question.month), "", texts("favourites-ask", count=choose)]
    lines += [what] if (what := worth(texts, given)) else []
    lines += ["", texts("favourites-rule")]
    buttons = [_category(texts, question, place, title) for place, title in enumerate(titles)]
    save = Button(
        texts.plain("favourites-button-save"),
        pack("favourites:save", question.month, question.version, question.mask),
    )
    rows = (*_rows_of(buttons), *(((save,),) if chosen == choose else ()), (to_menu(texts),))
    return Screen("\n".join(lines), rows)


def _category(texts: Texts, question: Question, place: int, title: str) -> Button:
    words = short(title, LONGEST_TITLE)
    data = pack("favourites:pick", question.month, question.version, question.toggled(place))
    return Button(f"✓ {words}" if question.has(place) else words, data)


def _rows_of(buttons: list[Button]) -> Rows:
    return tuple(tuple(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW))


def _title(texts: Texts, month: int) -> str:
    return texts("favourites-title", month=month_names(texts.language)[month % 100 - 1])


def show(
    texts: Texts, *, month: int, titles: Sequence[str], final: bool, given: Worth | None = None
) -> Screen:
    """Return what was chosen for the month (as 202611); a ``final`` choice has no way to change it."""
    lines: list[str] = [_title(texts, month), ""]
    lines += [texts("favourites-one", title=short(title, LONGEST_LINE)) for title in titles]
    lines += ["", what] if (what := worth(texts, given)) else []
    lines += ["", texts("favourites-final" if final else "favourites-rule")]
    change = Button(texts.plain("favourites-button-change"), pack("favourites:change"))
    return Screen("\n".join(lines), (*(() if final else ((change,),)), (to_menu(texts),)))


def full(texts: Texts, *, choose: int) -> Alert:
    """Say that there is no room for one more."""
    return Alert(texts.plain("favourites-full", count=choose))


def saved(texts: Texts) -> Alert:
    """Say that the choice is kept."""
    return Alert(texts.plain("favourites-saved"))
