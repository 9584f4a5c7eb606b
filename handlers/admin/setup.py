"""Six questions that make the program one's own; what is answered so far is kept in PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.ui import errors
from bot.ui import program as program_screens
from bot.ui import setup as screens
from bot.ui.program_texts import texts_of
from bot.ui.texts import Texts
from handlers.admin.employees import owner
from handlers.index import Index
from handlers.talk import Talk
from services import program_drafts, programs
from services import setup as answers
from services.errors import Conflict, Invalid
from services.program_file import ProgramFileError
from services.setup import QUESTIONS

STATE = "setup"


def setup(index: Index) -> None:
    """Routes of the six questions."""
    index.command("setup", show, "admin")
    index.action("setup:show", show, "admin")
    index.action("setup:start", start, "admin")
    index.action("setup:answer", chosen, "admin")
    index.answer(STATE, typed, "admin")
    index.action("setup:skip", skip, "admin")
    index.action("setup:back", back, "admin")
    index.action("setup:cancel", cancel, "admin")
    index.action("setup:confirm", confirm, "admin")
    index.action("setup:clean", clean, "admin")


async def show(talk: Talk) -> None:
    """What will be asked."""
    await talk.wait_for_nothing()
    await talk.show(screens.start(talk.texts))


async def start(talk: Talk) -> None:
    """The first question."""
    await _ask(talk, 0, {}, talk.program.version)


def _kept(talk: Talk) -> dict[str, Any] | None:
    awaited = talk.person.awaited
    return awaited.data if awaited is not None and awaited.state == STATE else None


async def _ask(talk: Talk, step: int, given: dict[str, str], version: int) -> None:
    """Ask a question, or show the summary after the last one."""
    await talk.wait_for(STATE, step=step, answers=given, version=version)
    if step >= len(QUESTIONS):
        await _summary(talk, given)
        return
    code = QUESTIONS[step]
    present = _present(talk, given)[code]
    screen = screens.question(
        talk.texts,
        code=code,
        choices=screens.choices(_texts(talk, code), code, money=answers.may_be_money(talk.program.config)),
        present=screens.answer_words(talk.texts, code, present),
        columns=2,
        own=_texts(talk, code),
    )
    await talk.show(screen)


def _texts(talk: Talk, code: str) -> Texts:
    """The word for points has the forms of the program's language, so the choices are in that language."""
    config = talk.program.config
    return texts_of(config, config.program.language) if code == "points" else talk.texts


def _present(talk: Talk, given: dict[str, str]) -> dict[str, str]:
    """The answers so far, else those of the program in force."""
    return answers.present(talk.program.config) | given


async def _summary(talk: Talk, given: dict[str, str]) -> None:
    present = _present(talk, given)
    words = [(code, screens.answer_words(talk.texts, code, present[code])) for code in QUESTIONS]
    first = talk.program.name if talk.program.version == 1 else None
    await talk.show(screens.summary(talk.texts, answers=words, first=first))


async def chosen(talk: Talk) -> None:
    """An answer by a button, which may be of an earlier question."""
    kept = _kept(talk)
    if kept is None or len(talk.args) < 2 or talk.args[0] not in QUESTIONS:
        await talk.notify(errors.stale_button(talk.texts))
        return
    code, value = talk.args[0], talk.args[1]
    await _take(talk, code, screens.chosen(_texts(talk, code), code, value))


async def typed(talk: Talk) -> None:
    """An answer that was typed, to the question that was asked last."""
    step = talk.data["step"]
    if step >= len(QUESTIONS):
        await _summary(talk, talk.data["answers"])
        return
    await _take(talk, QUESTIONS[step], talk.text)


async def _take(talk: Talk, code: str, answer: str) -> None:
    try:
        read = answers.read(code, answer, talk.program.config)
    except Invalid:
        money = answers.may_be_money(talk.program.config)
        await talk.say(screens.not_understood(talk.texts, code=code, own=_texts(talk, code), money=money))
        return
    if code == "currency":
        await programs.check_currency(talk.program, read)
    if code == "points" and answers.changes_kind(read, talk.program.config):
        await programs.check_worth(talk.program)
    given = talk.data["answers"] | {code: read}
    await _ask(talk, QUESTIONS.index(code) + 1, given, talk.data["version"])


async def skip(talk: Talk) -> None:
    """Keep what the program has."""
    await _step(talk, 1)


async def back(talk: Talk) -> None:
    """The question before."""
    await _step(talk, -1)


async def _step(talk: Talk, by: int) -> None:
    kept = _kept(talk)
    if kept is None:
        await talk.notify(errors.stale_button(talk.texts))
        return
    step = min(max(kept["step"] + by, 0), len(QUESTIONS))
    await _ask(talk, step, kept["answers"], kept["version"])


async def cancel(talk: Talk) -> None:
    """Nothing changes."""
    await talk.wait_for_nothing()
    await talk.show(screens.cancelled(talk.texts))


async def _answered(talk: Talk) -> dict[str, Any] | None:
    """What was kept, once all is answered. Raises Conflict ``program_changed`` if the program is another now."""
    kept = _kept(talk)
    if kept is None or kept["step"] < len(QUESTIONS):
        await talk.notify(errors.stale_button(talk.texts))
        return None
    if kept["version"] != talk.program.version:
        await talk.wait_for_nothing()
        raise Conflict("program_changed")
    return kept


async def confirm(talk: Talk) -> None:
    """Apply the answers as a new version of the file."""
    kept = await _answered(talk)
    if kept is None:
        return
    before = await programs.text(talk.program)
    await _apply(talk, lambda: answers.edited(before, answers.from_answers(kept["answers"])))


async def clean(talk: Talk) -> None:
    """Apply a new file with nothing but the answers; only while the program is as it was installed."""
    kept = await _answered(talk)
    if kept is None:
        return
    if talk.program.version != 1:
        raise Conflict("program_changed")
    text = await answers.from_scratch(talk.program, kept["answers"])
    await _apply(talk, lambda: text)


async def _apply(talk: Talk, made: Callable[[], str]) -> None:
    try:
        text = made()
        applied = await program_drafts.apply(
            talk.program,
            text,
            version=talk.program.version,
            owner=owner(talk),
            actor=talk.person.actor,
            now=talk.now,
        )
    except ProgramFileError as error:
        await talk.show(
            program_screens.problems(talk.texts, found=error.problems, config=talk.program.config)
        )
        return
    await talk.show(screens.done(talk.texts, program_name=applied.program.name))
    await talk.wait_for_nothing()
