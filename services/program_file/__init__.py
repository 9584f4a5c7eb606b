"""The program file: one TOML text that describes a program whole.

`parse` makes a ProgramConfig of a text, `check` tells all that is wrong with it, `edit`, `add` and `remove`
change the text and keep its comments, `difference` says what changes between two versions.
"""

from services.program_file.catalogue import Catalogue
from services.program_file.config import ProgramConfig
from services.program_file.difference import Change, difference
from services.program_file.edit import add, edit, remove
from services.program_file.parse import check, parse
from services.program_file.problems import Problem, ProgramFileError

__all__ = [
    "Catalogue",
    "Change",
    "Problem",
    "ProgramConfig",
    "ProgramFileError",
    "add",
    "check",
    "difference",
    "edit",
    "parse",
    "remove",
]
