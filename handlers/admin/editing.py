"""Rates, tiers, texts, stores, employees and the survey edited with buttons: each change is a draft of the file."""

from __future__ import annotations

import re

from bot.ui import program as screens
from bot.ui import program_fields
from bot.ui.catalogue import catalogue
from handlers.admin.program import propose
from handlers.index import Index
from handlers.talk import Talk
from services import program_parts, programs
from services.errors import Invalid, NotFound
from services.program_parts import ADD, LISTS, PARTS, REMOVE

VALUE, NAME = "program_value", "program_name"
_ENTRY = re.compile(r"([0-9]{1,3})(?:\.(remove))?")


def setup(index: Index) -> None:
    """Routes of editing."""
    index.action("program:edit", part, "admin")
    index.action("program:item", item, "admin")
    index.action("program:change", chosen, "admin")
    index.answer(VALUE, typed, "admin")
    index.answer(NAME, named, "admin")


def _part(talk: Talk) -> str:
    code = talk.args[0] if talk.args else ""
    if code not in PARTS:
        raise NotFound("program_file_key")
    return code


async def part(talk: Talk) -> None:
    """What can be changed in a part."""
    await talk.wait_for_nothing()
    code, config = _part(talk), talk.program.config
    if code in LISTS:
        items = program_fields.entries(talk.texts, code, config)
        await talk.show(screens.entries(talk.texts, code=code, items=items))
        return
    items = [program_fields.item(talk.texts, one, config) for one in program_parts.fields(config, code)]
    await talk.show(screens.part(talk.texts, code=code, items=items))


async def item(talk: Talk) -> None:
    """A field, an entry of a list, its removal, or a new one."""
    code, which = _part(talk), talk.args[1] if len(talk.args) > 1 else ""
    if code in LISTS and which == ADD:
        await talk.wait_for(NAME, part=code)
        await talk.show(screens.ask_name(talk.texts, code=code))
        return
    found = _ENTRY.fullmatch(which) if code in LISTS else None
    if found is None:
        await _ask_value(talk, code, which)
    elif found[2] == REMOVE:
        text = await programs.text(talk.program)
        await propose(talk, program_parts.removed(text, talk.program.config, code, int(found[1])))
    else:
        await _entry(talk, code, int(found[1]))


async def _entry(talk: Talk, code: str, place: int) -> None:
    config = talk.program.config
    fields = program_parts.fields(config, code, place)
    title = program_fields.entries(talk.texts, code, config)[place].title
    items = [program_fields.item(talk.texts, one, config) for one in fields]
    await talk.wait_for_nothing()
    await talk.show(screens.entry(talk.texts, code=code, title=title, place=str(place), items=items))


async def _ask_value(talk: Talk, code: str, which: str) -> None:
    config = talk.program.config
    field = program_parts.field(config, code, which)
    await talk.wait_for(VALUE, part=code, code=which, version=talk.program.version)
    screen = screens.ask_value(
        talk.texts,
        item=program_fields.item(talk.texts, field, config),
        choices=program_fields.choices(talk.texts, field, config),
        variables=program_parts.variables(catalogue(), field),
    )
    await talk.show(screen)


async def chosen(talk: Talk) -> None:
    """A value was chosen with a button."""
    awaited = talk.person.awaited
    if awaited is None or awaited.state != VALUE or not talk.args:
        raise NotFound("program_file_key")
    await _change(talk, talk.args[0])


async def typed(talk: Talk) -> None:
    """A value was typed."""
    await _change(talk, talk.text)


async def _change(talk: Talk, value: str) -> None:
    """Show what the value would change. The field is found again in the version of now."""
    config = talk.program.config
    field = program_parts.field(config, talk.data["part"], talk.data["code"])
    text = await programs.text(talk.program)
    try:
        new = program_parts.changed(text, config, talk.data["part"], talk.data["code"], value)
    except Invalid as error:
        if error.code != "value_invalid":
            raise
        choices = program_fields.choices(talk.texts, field, config)
        await talk.say(screens.wrong_value(talk.texts, kind=field.kind, choices=choices))
        return
    await propose(talk, new)


async def named(talk: Talk) -> None:
    """The name of a new tier, store or employee was typed."""
    text = await programs.text(talk.program)
    try:
        new = program_parts.added(text, talk.program.config, talk.data["part"], talk.text)
    except Invalid as error:
        if error.code != "value_invalid":
            raise
        await talk.say(screens.wrong_value(talk.texts, kind="line"))
        return
    await propose(talk, new)
