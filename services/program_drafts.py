"""A new text of the program file before it is in force: what it changes, and who may apply it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services import programs
from services.errors import Conflict, Forbidden, NotFound
from services.program_file import (
    Catalogue,
    Change,
    Problem,
    ProgramConfig,
    ProgramFileError,
    check,
    edit,
    parse,
    remove,
)
from services.programs import Applied, Program


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that could be applied: what would change, and what the checker warns of; ``fresh`` of these are
    the warnings that the text in force does not give already."""

    text: str
    changes: tuple[Change, ...]
    warnings: tuple[Problem, ...] = ()
    fresh: tuple[Problem, ...] = ()


def _owners(config: ProgramConfig) -> frozenset[str]:
    return frozenset(employee.code for employee in config.employees if employee.role == "owner")


def permit(program: Program, config: ProgramConfig, *, owner: bool) -> None:
    """Only an owner may make or unmake an owner. Raises Forbidden ``not_yours``."""
    if not owner and _owners(program.config) != _owners(config):
        raise Forbidden("not_yours")


async def draft(program: Program, text: str, *, owner: bool, catalogue: Catalogue) -> Draft:
    """Judge a text. Raises ProgramFileError, Conflict ``other_program``, Forbidden ``not_yours``."""
    found = check(text, catalogue=catalogue)
    mistakes = [problem for problem in found if not problem.warning]
    if mistakes:
        raise ProgramFileError(mistakes)
    changes = await programs.preview(program, text)
    permit(program, parse(text), owner=owner)
    known = {(old.key, old.said) for old in check(await programs.text(program), catalogue=catalogue)}
    fresh = tuple(problem for problem in found if (problem.key, problem.said) not in known)
    return Draft(text, changes, tuple(found), fresh)


async def apply(
    program: Program, text: str, *, version: int, owner: bool, actor: str, now: datetime
) -> Applied:
    """Put a draft of that version into force.

    Raises Conflict ``program_changed`` when another version came in between, and as ``draft``.
    """
    await programs.preview(program, text)
    permit(program, parse(text), owner=owner)
    return await programs.apply(text, actor=actor, now=now, expected_version=version)


async def undone(program: Program) -> Draft:
    """What undoing the last version would change back. Raises Conflict ``nothing_to_undo``."""
    text = await programs.previous(program)
    return Draft(text, await programs.preview(program, text))


async def undo(program: Program, *, version: int, owner: bool, actor: str, now: datetime) -> Applied:
    """Put the version before ``version`` back. Raises as ``apply``."""
    text = await programs.text(program, version - 1)
    return await apply(program, text, version=version, owner=owner, actor=actor, now=now)


async def set_role(
    program: Program, code: str, role: str, store: str | None, *, owner: bool, actor: str, now: datetime
) -> Applied:
    """Give an employee a role, and a store where the role needs one.

    Raises as ``apply``, and NotFound ``unknown_employee``.
    """
    place = employee_place(program, code)
    text = edit(await programs.text(program), f"employees[{place}].role", role)
    if store is not None:
        text = edit(text, f"employees[{place}].store", store)
    return await apply(program, text, version=program.version, owner=owner, actor=actor, now=now)


async def dismiss(
    program: Program, code: str, *, own_code: str | None, owner: bool, actor: str, now: datetime
) -> Applied:
    """Take an employee out of the file. Raises as ``set_role``, and Conflict ``own_dismissal``."""
    if code == own_code:
        raise Conflict("own_dismissal")
    text = remove(await programs.text(program), f"employees[{employee_place(program, code)}]")
    return await apply(program, text, version=program.version, owner=owner, actor=actor, now=now)


def employee_place(program: Program, code: str) -> int:
    """Where an employee stands in the file. Raises NotFound ``unknown_employee``."""
    for place, employee in enumerate(program.config.employees):
        if employee.code == code:
            return place
    raise NotFound("unknown_employee")
