"""The program file: what is in force, a file that was sent, the difference, apply and undo."""

from __future__ import annotations

from typing import Any

from bot.ui import errors
from bot.ui import program as screens
from bot.ui.catalogue import catalogue
from handlers import files
from handlers.admin.employees import owner
from handlers.index import Index
from handlers.talk import Talk
from services import program_drafts, programs
from services.errors import Conflict
from services.program_file import ProgramFileError

DRAFT = "program_draft"


def setup(index: Index) -> None:
    """Routes of the program file."""
    index.command("program", by_command, "admin")
    index.action("program:show", show, "admin")
    index.action("program:file", send_file, "admin")
    index.answer("document", sent, "admin")
    index.action("program:apply", apply, "admin")
    index.action("program:cancel", cancel, "admin")
    index.action("program:undo", ask_undo, "admin")
    index.action("program:undone", undo, "admin")


async def by_command(talk: Talk) -> None:
    """/program: the file as a document, and what to do with it."""
    await send_file(talk)
    await show(talk)


async def show(talk: Talk) -> None:
    """Which version is in force, since when, by whom."""
    await talk.wait_for_nothing()
    version = await programs.in_force(talk.program)
    screen = screens.show(
        talk.texts,
        program_name=talk.program.name,
        version=version.number,
        applied_at=version.applied_at,
        applied_by=version.name or version.applied_by,
        undoable=version.number > 1,
    )
    await talk.show(screen)


async def send_file(talk: Talk) -> None:
    """The file in force, to keep or to change."""
    text = await programs.text(talk.program)
    await files.send(talk, f"{talk.program.slug}.v{talk.program.version}.toml", text.encode())


async def sent(talk: Talk) -> None:
    """A file was sent: what would it change?"""
    data = await files.document(talk)
    try:
        text = data.decode("utf-8") if data else None
    except UnicodeDecodeError:
        text = None
    if text is None:
        await talk.say(screens.ask_file(talk.texts))
    else:
        await propose(talk, text, sent=True)


async def propose(talk: Talk, text: str, *, sent: bool = False) -> None:
    """Show what a text would change, with a button to apply it; or what is wrong with it.

    Whoever has ``sent`` a file looks for its lines; whoever presses buttons never sees them.
    """
    try:
        draft = await program_drafts.draft(talk.program, text, owner=owner(talk), catalogue=catalogue())
    except ProgramFileError as error:
        config = talk.program.config
        await talk.show(screens.problems(talk.texts, found=error.problems, config=config, sent=sent))
        return
    if not draft.changes:
        await talk.wait_for_nothing()
        await talk.show(screens.nothing_changes(talk.texts))
        return
    number = str(talk.update_id)
    await talk.wait_for(DRAFT, draft=number, version=talk.program.version, text=text)
    screen = screens.difference(
        talk.texts,
        changes=draft.changes,
        draft=number,
        warnings=draft.warnings if sent else draft.fresh,
        config=talk.program.config,
    )
    await talk.show(screen)


def draft_of(talk: Talk) -> dict[str, Any] | None:
    """The draft that the button names, if it is still the one that was shown last."""
    awaited = talk.person.awaited
    if awaited is None or awaited.state != DRAFT or not talk.args or awaited.data["draft"] != talk.args[0]:
        return None
    return awaited.data


async def apply(talk: Talk) -> None:
    """Put the draft into force, unless somebody else applied another version in between."""
    draft = draft_of(talk)
    if draft is None:
        await talk.notify(errors.stale_button(talk.texts))
        return
    applied = await program_drafts.apply(
        talk.program,
        draft["text"],
        version=draft["version"],
        owner=owner(talk),
        actor=talk.person.actor,
        now=talk.now,
    )
    await talk.show(screens.applied(talk.texts, version=applied.program.version))
    await talk.wait_for_nothing()


async def cancel(talk: Talk) -> None:
    """Forget the draft."""
    if draft_of(talk) is not None:
        await talk.wait_for_nothing()
    await talk.show(screens.cancelled(talk.texts))


async def ask_undo(talk: Talk) -> None:
    """What would be as it was?"""
    draft = await program_drafts.undone(talk.program)
    screen = screens.ask_undo(talk.texts, changes=draft.changes, version=talk.program.version)
    await talk.show(screen)


async def undo(talk: Talk) -> None:
    """Put the version before back, if the one that was shown is still in force."""
    version = talk.number(0)
    if version != talk.program.version:
        raise Conflict("program_changed")
    undone = await program_drafts.undo(
        talk.program, version=version, owner=owner(talk), actor=talk.person.actor, now=talk.now
    )
    await talk.show(screens.undone(talk.texts, version=undone.program.version))
