"""The program file as an admin sees it: what is in force, editing, difference, apply, undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ui import changes as in_lines
from bot.ui import problems as in_words
from bot.ui import replay
from bot.ui.actions import pack
from bot.ui.admin import to_admin
from bot.ui.audit import actor
from bot.ui.markup import Html, fitting, prose, tidy
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import Texts
from services.program_file import Change, Problem, ProgramConfig

MOST_LINES = 25
MOST_ENTRIES = 60
PARTS = ("rates", "tiers", "texts", "stores", "employees", "survey")
"""What can be edited with buttons."""


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """Something of a part that can be edited: what the action carries, its words, its present value."""

    code: str
    title: str
    value: str


def show(
    texts: Texts, *, program_name: str, version: int, applied_at: datetime, applied_by: str, undoable: bool
) -> Screen:
    """Return what is in force, with the parts to edit. A file sent to the bot is compared with it."""
    text = texts(
        "program-show",
        program=program_name,
        version=version,
        when=texts.stamp(applied_at),
        who=actor(texts, applied_by),
    )
    buttons = [Button(texts.plain(f"program-part-{part}"), pack("program:edit", part)) for part in PARTS]
    rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    file = (Button(texts.plain("program-button-file"), pack("program:file")),)
    undo = ((Button(texts.plain("program-button-undo"), pack("program:undo")),),) if undoable else ()
    return Screen(text, (*rows, file, *undo, (to_admin(texts), to_menu(texts))))


def part(texts: Texts, *, code: str, items: Sequence[ItemFacts]) -> Screen:
    """Return the items of one of PARTS with their present values, a button each."""
    shown = items[:MOST_LINES]
    lines: list[str] = [texts("program-part", part=texts.plain(f"program-part-{code}"))]
    lines += [texts("program-item", title=item.title, value=prose(tidy(item.value, 120))) for item in shown]
    rows = tuple((Button(tidy(item.title, 40), pack("program:item", code, item.code)),) for item in shown)
    return Screen(fitting(lines, "\n"), (*rows, _back(texts)))


def entries(texts: Texts, *, code: str, items: Sequence[ItemFacts]) -> Screen:
    """Return the entries of a list (tiers, stores, employees), a button each, and one to add another."""
    shown = items[:MOST_ENTRIES]
    lines: list[str] = [texts("program-part", part=texts.plain(f"program-part-{code}"))]
    lines += [texts("program-item", title=item.title, value=prose(tidy(item.value, 120))) for item in shown]
    buttons = [Button(tidy(item.title, 28), pack("program:item", code, item.code)) for item in shown]
    pairs = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    new = (Button(texts.plain("program-button-add"), pack("program:item", code, "add")),)
    return Screen(fitting(lines, "\n"), (*pairs, new, _back(texts)))


def entry(texts: Texts, *, code: str, title: str, place: str, items: Sequence[ItemFacts]) -> Screen:
    """Return one entry of a list with its fields, a button each; `place` names it in the buttons."""
    lines: list[str] = [texts("program-part", part=f"{texts.plain(f'program-part-{code}')} · {title}"), ""]
    lines += [texts("program-item", title=item.title, value=prose(tidy(item.value, 120))) for item in items]
    rows = tuple((Button(tidy(item.title, 40), pack("program:item", code, item.code)),) for item in items)
    remove = Button(texts.plain("program-button-remove"), pack("program:item", code, f"{place}.remove"))
    up = Button(texts.plain("program-button-list"), pack("program:edit", code))
    return Screen("\n".join(lines), (*rows, (remove,), (up, to_menu(texts))))


def ask_name(texts: Texts, *, code: str) -> Screen:
    """Ask what a new tier, store or employee is called."""
    up = Button(texts.plain("program-button-list"), pack("program:edit", code))
    return Screen(texts(f"program-ask-{code}"), ((up, to_menu(texts)),))


def wrong_value(texts: Texts, *, kind: str, choices: Sequence[tuple[str, str]] = ()) -> Screen:
    """Say how a value of this kind is written; `choices` as in `ask_value`."""
    text = texts(f"program-wrong-{kind.replace('_', '-')}")
    return Screen(text, (*_choices(choices), _back(texts)))


def _choices(choices: Sequence[tuple[str, str]]) -> Rows:
    return tuple((Button(tidy(words, 40), pack("program:change", value)),) for value, words in choices)


def ask_file(texts: Texts) -> Screen:
    """Say that only a text file of a reasonable size can be a program file."""
    return Screen(texts("program-not-a-file"), (_back(texts),))


def _back(texts: Texts) -> tuple[Button, ...]:
    return (Button(texts.plain("program-button-back"), pack("program:show")), to_menu(texts))


def ask_value(
    texts: Texts, *, item: ItemFacts, choices: Sequence[tuple[str, str]] = (), variables: Sequence[str] = ()
) -> Screen:
    """Ask for a new value, typed or chosen: `choices` are (value for the action, words).

    `variables` are the names that a text of the program may use in braces.
    """
    lines: list[str] = [
        texts("program-ask-value", title=item.title),
        f"<blockquote>{prose(item.value)}</blockquote>",
    ]
    if variables:
        names = ", ".join(f"<code>{{{name}}}</code>" for name in variables)
        lines.append(texts("program-variables", names=Html(names)))
    return Screen("\n\n".join(lines), (*_choices(choices), _back(texts)))


def difference(
    texts: Texts,
    *,
    changes: Sequence[Change],
    draft: str | int,
    warnings: Sequence[Problem] = (),
    config: ProgramConfig | None = None,
) -> Screen:
    """Show what would change; `draft` names what "apply" would apply, `config` is in force."""
    lines: list[str] = [texts("program-difference", count=len(changes))]
    lines += _lines(texts, changes)
    lines += [_warning(texts, warning, config) for warning in warnings[:5]]
    rows = (
        (replay.button(texts, str(draft)),),
        (Button(texts.plain("program-button-apply"), pack("program:apply", draft)),),
        (Button(texts.plain("program-button-cancel"), pack("program:cancel", draft)), to_menu(texts)),
    )
    return Screen(fitting(lines, "\n"), rows)


def _lines(texts: Texts, changes: Sequence[Change]) -> list[str]:
    """Return a line for each change, entries that come or go first; the rest is counted."""
    ordered = sorted(changes, key=lambda change: bool(change.keys))
    lines = [in_lines.line(texts, change) for change in ordered[:MOST_LINES]]
    more = len(changes) - MOST_LINES
    return [*lines, texts("program-more", count=more)] if more > 0 else lines


def _warning(texts: Texts, problem: Problem, config: ProgramConfig | None) -> str:
    return texts("program-warning", words=prose(tidy(in_words.at_key(texts, problem, config), 250)))


def nothing_changes(texts: Texts) -> Screen:
    """Say that the file says what is in force already."""
    return Screen(texts("program-same"), (_back(texts),))


def problems(
    texts: Texts, *, found: Sequence[Problem], config: ProgramConfig | None = None, sent: bool = False
) -> Screen:
    """Say what is wrong, with line and key in a file that was `sent`, else by the names in `config`."""
    said = [
        in_words.line(texts, problem) if sent else in_words.at_key(texts, problem, config)
        for problem in found[:12]
    ]
    lines = "\n".join(f"· {prose(tidy(line, 250))}" for line in said)
    head = texts("program-problems", count=len(found)) if sent else texts("program-cannot")
    return Screen(f"{head}\n\n{lines}", (_back(texts),))


def applied(texts: Texts, *, version: int) -> Screen:
    """Say that a new version is in force."""
    undo = Button(texts.plain("program-button-undo"), pack("program:undo"))
    return Screen(texts("program-applied", version=version), ((undo,), _back(texts)))


def ask_undo(texts: Texts, *, changes: Sequence[Change], version: int) -> Screen:
    """Ask whether to go back; `version` is the one in force, `changes` are what would change."""
    lines: list[str] = [texts("program-ask-undo", version=version)]
    lines += _lines(texts, changes)
    confirm = Button(texts.plain("program-button-undo-yes"), pack("program:undone", version))
    return Screen(fitting(lines, "\n"), ((confirm,), _back(texts)))


def undone(texts: Texts, *, version: int) -> Screen:
    """Say that the version before is in force again, as a new version."""
    return Screen(texts("program-undone", version=version), (_back(texts),))


def cancelled(texts: Texts) -> Screen:
    """Say that nothing has changed."""
    return Screen(texts("program-cancelled"), (_back(texts),))
