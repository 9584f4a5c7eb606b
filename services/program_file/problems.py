"""What is wrong with a program file, and where."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.errors import RegularsError


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: its line (from 1), its key such as "tiers[1].from", and one line of plain English.

    A warning does not keep the file from being applied.
    """

    line: int
    key: str
    message: str
    warning: bool = False

    def __str__(self) -> str:
        where = f"line {self.line}: {self.key}" if self.key else f"line {self.line}"
        return f"{where}: {'warning: ' if self.warning else ''}{self.message}"


class ProgramFileError(RegularsError):
    """The program file cannot be used; `problems` says why, in the order of the lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            "program_file_invalid", problems[0].key or None, count=len(problems), first=str(problems[0])
        )
        self.problems = tuple(problems)
