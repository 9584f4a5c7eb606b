"""What is wrong with a program file, and where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pydantic_core import PydanticCustomError

from services.errors import RegularsError

Fact: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class Said:
    """What is wrong as a code with its facts; `bot.ui.problems` has the words. `near` is a likely meaning,
    `known` lists what there is, `example` shows how it is written."""

    code: str
    facts: tuple[tuple[str, Fact], ...] = ()


def said(code: str, **facts: Fact | None) -> Said:
    """A code with those of the facts that are known."""
    return Said(code, tuple((name, fact) for name, fact in facts.items() if fact is not None))


def wrong(code: str, **facts: Fact | None) -> PydanticCustomError:
    """The same as an error for pydantic, which adds the place."""
    return PydanticCustomError("program_file", "{said}", {"said": said(code, **facts)})


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: its line (from 1), its key such as "tiers[1].from", and what is wrong there.

    A warning does not keep the file from being applied.
    """

    line: int
    key: str
    said: Said
    warning: bool = False

    @property
    def code(self) -> str:
        """What is wrong, in one word of ours."""
        return self.said.code

    @property
    def facts(self) -> Mapping[str, Fact]:
        """What the words of the code need."""
        return dict(self.said.facts)

    def __str__(self) -> str:
        where = f"line {self.line}: {self.key}" if self.key else f"line {self.line}"
        return f"{where}: {'warning: ' if self.warning else ''}{self.code}"


class ProgramFileError(RegularsError):
    """The program file cannot be used; `problems` says why, in the order of the lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            "program_file_invalid", problems[0].key or None, count=len(problems), first=str(problems[0])
        )
        self.problems = tuple(problems)
