"""Reads HTTP/1.1 answers to POST requests from the bytes of one connection, strictly.

What is not plainly an answer of RFC 9112 raises BadAnswer: the connection is then worth nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

HEAD_LIMIT = 32_768
BODY_LIMIT = 1_048_576
_CHUNK_LINE_LIMIT = 256
_FIRST = re.compile(rb"HTTP/1\.([01]) ([1-5][0-9][0-9])(?: [\t\x20-\x7e\x80-\xff]*)?")
_FIELDS = re.compile(rb"(?:\r\n[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*)*")
_KNOWN = re.compile(
    rb"\r\n(content-length|content-encoding|transfer-encoding|connection|retry-after):[\t ]*([^\r]*)",
    re.IGNORECASE,
)
_DIGITS = re.compile(rb"[0-9]{1,10}")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[\t ]*(?:;[\t\x20-\x7e\x80-\xff]*)?")
_EMPTY = (204, 205, 304)


class BadAnswer(Exception):
    """The bytes are no answer that can be trusted."""


class Answer(NamedTuple):
    """One answer; ``lasting``: the connection may carry another request."""

    status: int
    body: bytes
    retry_after: str | None = None
    lasting: bool = True


class _Head(NamedTuple):
    """``length`` None: the body is chunked, or (``until_end``) ends with the connection."""

    status: int
    length: int | None
    until_end: bool
    lasting: bool
    retry_after: str | None

    def answer(self, body: bytes) -> Answer:
        """The whole answer, once its body is there."""
        return Answer(self.status, body, self.retry_after, self.lasting)


class Reader:
    """Takes the bytes of one connection as they come, and gives the answers one after another."""

    def __init__(self) -> None:
        self._bytes = b""
        self._head: _Head | None = None
        self._chunks: list[bytes] = []
        self._size = 0

    @property
    def clean(self) -> bool:
        """Whether nothing has come since the last whole answer."""
        return not self._bytes and self._head is None

    def feed(self, data: bytes) -> Answer | None:
        """Take more bytes; the answer when they complete it. Raises BadAnswer."""
        self._bytes = self._bytes + data if self._bytes else data
        while self._head is None:
            if not self._read_head():
                return None
        return self._read_body(self._head)

    def end(self) -> Answer:
        """The connection has ended; the answer when that is what completes it. Raises BadAnswer."""
        if self._head is None or not self._head.until_end:
            raise BadAnswer("the connection ended in the middle of an answer")
        return self._done(self._head, b"".join(self._chunks))

    def _read_head(self) -> bool:
        end = self._bytes.find(b"\r\n\r\n", 0, HEAD_LIMIT)
        if end < 0:
            if len(self._bytes) >= HEAD_LIMIT:
                raise BadAnswer("a head without an end")
            return False
        head = _head(self._bytes[:end])
        self._bytes = self._bytes[end + 4 :]
        if head.status >= 200:
            self._head = head
        elif head.status == 101:
            raise BadAnswer("another protocol")
        return True

    def _read_body(self, head: _Head) -> Answer | None:
        if head.length is not None:
            return self._read_length(head, head.length)
        if head.until_end:
            self._keep(self._bytes)
            self._bytes = b""
            return None
        return self._read_chunks(head)

    def _read_length(self, head: _Head, length: int) -> Answer | None:
        if len(self._bytes) < length:
            return None
        body, self._bytes = self._bytes[:length], self._bytes[length:]
        return self._done(head, body)

    def _read_chunks(self, head: _Head) -> Answer | None:
        at, whole = 0, self._bytes
        while True:
            end = whole.find(b"\r\n", at, at + _CHUNK_LINE_LIMIT)
            if end < 0:
                if len(whole) - at >= _CHUNK_LINE_LIMIT:
                    raise BadAnswer("a chunk's line without an end")
                break
            size = _chunk_size(whole[at:end])
            if size == 0:
                self._bytes = whole[at:]
                return self._read_trailers(head, end - at)
            if len(whole) < end + 2 + size + 2:
                break
            if whole[end + 2 + size : end + 4 + size] != b"\r\n":
                raise BadAnswer("a chunk longer than it says")
            self._keep(whole[end + 2 : end + 2 + size])
            at = end + 4 + size
        self._bytes = whole[at:]
        return None

    def _read_trailers(self, head: _Head, at: int) -> Answer | None:
        """``at``: where the line of the last chunk ends."""
        end = self._bytes.find(b"\r\n\r\n", at, at + HEAD_LIMIT)
        if end < 0:
            if len(self._bytes) - at >= HEAD_LIMIT:
                raise BadAnswer("trailers without an end")
            return None
        if not _FIELDS.fullmatch(self._bytes, at, end):
            raise BadAnswer("a trailer that is no field")
        self._bytes = self._bytes[end + 4 :]
        return self._done(head, b"".join(self._chunks))

    def _keep(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > BODY_LIMIT:
            raise BadAnswer("a body that is too long")
        self._chunks.append(chunk)

    def _done(self, head: _Head, body: bytes) -> Answer:
        self._head, self._size = None, 0
        if self._chunks:
            self._chunks = []
        return head.answer(body)


@lru_cache(maxsize=64)  # a server's heads differ by the date and the length only
def _head(head: bytes) -> _Head:
    first, _, _ = head.partition(b"\r\n")
    found = _FIRST.fullmatch(first)
    if not found or not _FIELDS.fullmatch(head, len(first)):
        raise BadAnswer("no head of HTTP/1")
    known: dict[bytes, bytes] = {}
    for name, value in _KNOWN.findall(head, len(first)):
        key, said = name.lower(), value.strip(b"\t ")
        known[key] = known[key] + b", " + said if key in known else said
    return _framed(int(found[2]), found[1] == b"1", known)


def _framed(status: int, modern: bool, known: dict[bytes, bytes]) -> _Head:
    if known.get(b"content-encoding", b"identity").lower() != b"identity":
        raise BadAnswer("a compressed body, which nobody asked for")
    length, coding = known.get(b"content-length"), known.get(b"transfer-encoding")
    size = _length(length) if length is not None else None
    if coding is not None and (coding.lower() != b"chunked" or length is not None or not modern):
        raise BadAnswer("a body without a clear end")
    if status < 200 or status in _EMPTY:
        size, coding = 0, None
    until_end = size is None and coding is None
    options = known.get(b"connection", b"").lower().replace(b" ", b"").split(b",")
    lasting = modern and not until_end and b"close" not in options
    retry_after = known.get(b"retry-after")
    return _Head(status, size, until_end, lasting, retry_after.decode("latin-1") if retry_after else None)


def _length(value: bytes) -> int:
    """A length; the same one several times is one."""
    said = {part.strip(b"\t ") for part in value.split(b",")}
    (one, *others) = said
    if others or not _DIGITS.fullmatch(one) or int(one) > BODY_LIMIT:
        raise BadAnswer("no length, or too long")
    return int(one)


def _chunk_size(line: bytes) -> int:
    found = _CHUNK.fullmatch(line)
    if not found or int(found[1], 16) > BODY_LIMIT:
        raise BadAnswer("no size of a chunk, or too long")
    return int(found[1], 16)
