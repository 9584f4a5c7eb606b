"""What can go wrong in plain codes: HTTP maps a code to a status, locales map it to words."""

from __future__ import annotations


class RegularsError(Exception):
    """A refusal with a stable ``code``, the bad ``field`` when there is one, and facts for the words."""

    def __init__(self, code: str, field: str | None = None, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.facts = facts

    def __str__(self) -> str:
        where = f" ({self.field})" if self.field else ""
        facts = ", ".join(f"{name}: {value}" for name, value in self.facts.items())
        return f"{self.code}{where}" + (f": {facts}" if facts else "")


class Invalid(RegularsError):
    """The input cannot be accepted as it is."""


class NotFound(RegularsError):
    """What was named does not exist, or belongs to somebody else."""


class Conflict(RegularsError):
    """The same key was used before with other content, or the state does not allow it."""


class Forbidden(RegularsError):
    """This person may not do that."""


class TooMany(RegularsError):
    """A limit was reached; ``retry_after`` in facts is in seconds."""
