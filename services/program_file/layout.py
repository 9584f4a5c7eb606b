"""Where everything in a TOML text stands.

tomllib keeps no places, so the text is walked once more: for the line of a problem, and for edits that
leave every comment alone.
"""

import re
import tomllib
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

from services.program_file.paths import Path

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_PLAIN_VALUE = re.compile(r"[^,\]}#\n]*[^,\]}#\s]")


@dataclass(slots=True)
class Pair:
    """Where key = value stands, as offsets in the text; an element of a list has no key of its own."""

    start: int
    value_start: int
    value_end: int


@dataclass(slots=True)
class Table:
    """Where a table with a header of its own stands: its header's start, and the end of its last pair."""

    start: int
    end: int


class Layout:
    """The places of a text that tomllib has accepted; offsets count in `text`, which has no \\r\\n."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.pairs: dict[Path, Pair] = {}
        self.tables: dict[Path, Table] = {(): Table(0, 0)}
        self._starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        self._at = 0
        self._entries: Counter[Path] = Counter()
        self._lines: dict[Path, int] = {}
        self._document()

    def line(self, path: Path) -> int:
        """The line, from 1, of this key, or of the nearest key around it."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def _document(self) -> None:
        table: Path = ()
        while self._skip(_BLANK) < len(self.text):
            if self.text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table)
                self.tables[table].end = self._at

    def _header(self) -> Path:
        start = self._at
        brackets = 2 if self.text.startswith("[[", start) else 1
        self._at += brackets
        *above, last = self._key()
        path: Path = ()
        for key in above:
            path = self._entered((*path, key))
        path = (*path, last)
        if brackets == 2:
            self._lines.setdefault(path, self._line_at(start))
            self._entries[path] += 1
        path = self._entered(path)
        self._lines.setdefault(path, self._line_at(start))
        self._at += brackets
        self.tables[path] = Table(start, self._at)
        return path

    def _entered(self, path: Path) -> Path:
        """Inside an array of tables one is in its last table."""
        return (*path, self._entries[path] - 1) if self._entries[path] else path

    def _pair(self, table: Path) -> None:
        start, path = self._at, table
        for key in self._key():
            path = (*path, key)
            self._lines.setdefault(path, self._line_at(start))
        self._at += 1  # the sign =
        self._skip(_SPACE)
        self._value(path, start)

    def _key(self) -> list[str]:
        keys: list[str] = []
        while True:
            self._skip(_SPACE)
            keys.append(self._key_part())
            self._skip(_SPACE)
            if not self.text.startswith(".", self._at):
                return keys
            self._at += 1

    def _key_part(self) -> str:
        match = _STRING.match(self.text, self._at) or _BARE_KEY.match(self.text, self._at)
        if match is None:
            raise ValueError("the text is not TOML")
        self._at = match.end()
        if match[0][0] in "\"'":
            return str(tomllib.loads(f"key = {match[0]}")["key"])
        return match[0]

    def _value(self, path: Path, start: int) -> None:
        value_start = self._at
        if self.text.startswith("[", self._at):
            self._array(path)
        elif self.text.startswith("{", self._at):
            self._inline_table(path)
        elif match := _STRING.match(self.text, self._at):
            self._at = match.end()
        else:
            self._skip(_PLAIN_VALUE)
        self.pairs[path] = Pair(start, value_start, self._at)

    def _array(self, path: Path) -> None:
        place = 0
        self._at += 1
        while not self._closes("]"):
            self._lines[*path, place] = self._line_at(self._at)
            self._value((*path, place), self._at)
            place += 1

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        while not self._closes("}"):
            self._pair(path)

    def _closes(self, bracket: str) -> bool:
        """Step over blanks and a comma, and over the closing bracket when it is next."""
        self._skip(_BLANK)
        if self.text.startswith(",", self._at):
            self._at += 1
            self._skip(_BLANK)
        if self._at >= len(self.text):
            raise ValueError("the text is not TOML")
        if self.text.startswith(bracket, self._at):
            self._at += 1
            return True
        return False

    def _skip(self, blanks: re.Pattern[str]) -> int:
        match = blanks.match(self.text, self._at)
        self._at = match.end() if match else self._at
        return self._at

    def _line_at(self, offset: int) -> int:
        return bisect_right(self._starts, offset)
