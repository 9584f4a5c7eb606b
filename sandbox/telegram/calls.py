"""One request to the Bot API, read the way the Bot API server reads it: every parameter is a string."""

import re
from dataclasses import dataclass, field
from typing import Any

import orjson

from sandbox.telegram.bots import Bot

_INTEGER = re.compile(r"\s*(-?\d+)")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a multipart request."""

    name: str
    data: bytes
    mime: str = "application/octet-stream"


@dataclass(slots=True)
class Call:
    """A method called by a bot, with its parameters and files."""

    bot: Bot
    method: str
    params: dict[str, str] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The parameter, or an empty string."""
        return self.params.get(name, "")

    def integer(self, name: str, default: int = 0) -> int:
        """The parameter as a number; what does not begin with one is 0, as the server has it."""
        value = self.params.get(name, "")
        if not value:
            return default
        found = _INTEGER.match(value)
        return int(found[1]) if found else 0

    def between(self, name: str, default: int, low: int, high: int) -> int:
        """The parameter as a number, brought between two bounds."""
        return max(low, min(high, self.integer(name, default)))

    def flag(self, name: str) -> bool:
        """Whether the parameter says yes."""
        return self.params.get(name, "").strip().lower() in {"true", "yes", "1"}


def parse(value: str) -> Any:
    """JSON to Python objects. Raises ValueError."""
    return orjson.loads(value)


def as_params(body: object) -> dict[str, str]:
    """The parameters of a JSON object: strings as they are, everything else as its JSON text."""
    if not isinstance(body, dict):
        return {}
    return {
        str(name): value if isinstance(value, str) else orjson.dumps(value).decode()
        for name, value in body.items()
    }
