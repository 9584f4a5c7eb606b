"""What a failure means to the person at the terminal: one clear line and an exit code."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.migrations import DatabaseError, UnfitDatabaseError
from bot.postgres import ServerError
from bot.settings import SettingsError
from services.errors import RegularsError
from services.rules.lines import as_line

if TYPE_CHECKING:
    from services.program_file import Problem

REFUSED = 1
USAGE = 2
CONFIGURATION = 3
UNAVAILABLE = 4
UNEXPECTED = 70
INTERRUPTED = 130

_WORDS = {
    "unknown_program": "there is no such program",
    "unknown_merchant": "there is no such merchant",
    "merchant_exists": "there is a merchant of that name already",
    "merchant_name": "a merchant's name is one line of 1 to 128 characters",
    "unknown_store": "there is no such store",
    "unknown_vendor": "there is no such vendor",
    "unknown_hook": "the merchant has no such hook",
    "hook_secret": "the vendor cannot sign with this secret",
    "secret_key_changed": "SECRET_KEY is not the one with which the stored secrets were encrypted",
    "other_program": "the file describes another program",
    "program_exists": "there is a program of that name already",
    "currency_in_use": "the currency stays, because there are receipts in it",
    "settlement_period": "a period goes from the first day to the last, at most ten years",
    "bot_taken": "that bot serves another program",
    "program_changed": "somebody has changed the program in the meantime",
}

_LASTING = {"secret_key_changed"}  # no new start can help


class Failure(Exception):
    """Ends the program with one line and an exit code of this module."""

    def __init__(self, message: str, code: int = REFUSED) -> None:
        super().__init__(message)
        self.code = code


def explain(error: BaseException) -> tuple[str, int]:
    """The lines for people (never a traceback, never a secret) and the exit code."""
    for kinds, code in _CODES.items():
        if isinstance(error, kinds):
            return str(error), code
    if isinstance(error, Failure):
        return str(error), error.code
    if isinstance(error, RegularsError):
        return "\n".join(_refusal(error)), CONFIGURATION if error.code in _LASTING else REFUSED
    if isinstance(error, OSError):
        return _system(error)
    module = type(error).__module__
    if module.startswith(("asyncpg", "tortoise", "redis")):
        server = "Redis" if module.startswith("redis") else "the database"
        return f"{server} does not answer: {_first_line(error)}", UNAVAILABLE
    return (
        f"unexpected {type(error).__name__}: {_first_line(error)} (LOG_LEVEL=debug shows where)",
        UNEXPECTED,
    )


_CODES: dict[type[Exception], int] = {
    SettingsError: CONFIGURATION,
    UnfitDatabaseError: CONFIGURATION,  # before its parent, which may pass
    DatabaseError: UNAVAILABLE,
    ServerError: UNAVAILABLE,
}


def _refusal(error: RegularsError) -> Iterator[str]:
    problems = getattr(error, "problems", None)
    if problems:
        yield from problem_lines(problems)
        return
    words = _WORDS.get(error.code, error.code.replace("_", " "))
    facts = ", ".join(as_line(str(fact)) for fact in error.facts.values())
    yield f"{words}: {facts}" if facts else words


def problem_lines(problems: Sequence[Problem]) -> Iterator[str]:
    """What is wrong with a program file, in English: "line 27: points.base_rate: expected …"."""
    from bot.ui import problems as in_words  # noqa: PLC0415 - half a second of imports that few commands need
    from bot.ui.texts import texts_for  # noqa: PLC0415

    english = texts_for("en")
    for problem in problems:
        where = f"line {problem.line}: {problem.key}" if problem.key else f"line {problem.line}"
        warning = "warning: " if problem.warning else ""
        yield f"{where}: {warning}{in_words.words(english, problem)}"


def _system(error: OSError) -> tuple[str, int]:
    where = f": {error.filename}" if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"no space is left on the disk{where}", UNAVAILABLE
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"no permission{where or ': ' + _first_line(error)}", UNAVAILABLE
    if error.errno == errno.ENOENT:
        return f"there is no such file{where}", REFUSED
    return f"{error.strerror or _first_line(error)}{where}", UNAVAILABLE


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
