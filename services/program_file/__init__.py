"""The program file: one TOML text that describes a program whole.

`parse` makes a ProgramConfig of a text, `check` tells all that is wrong with it.
"""

from services.program_file.config import ProgramConfig
from services.program_file.parse import check, parse
from services.program_file.problems import Problem, ProgramFileError

__all__ = ["Problem", "ProgramConfig", "ProgramFileError", "check", "parse"]
