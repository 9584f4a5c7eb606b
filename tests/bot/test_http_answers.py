"""Answers of HTTP/1.1 as bytes: the same answer however they are cut, and nothing made of what is none."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.http_answers import BODY_LIMIT, HEAD_LIMIT, Answer, BadAnswer, Reader

OK = b"HTTP/1.1 200 OK\r\n"


def _read(whole: bytes, cuts: list[int] | None = None) -> list[Answer]:
    """All answers in the bytes, which come in pieces."""
    reader, found, at = Reader(), [], 0
    for cut in [*sorted(cuts or []), len(whole)]:
        piece, at = whole[at:cut], max(at, cut)
        answer = reader.feed(piece) if piece else None
        if answer:
            found.append(answer)
    assert reader.clean
    return found


def _by_length(body: bytes) -> bytes:
    return OK + b"Server: nginx\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def _by_chunks(body: bytes, size: int) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    chunks = b"".join(b"%x;a=b\r\n%b\r\n" % (len(part), part) for part in parts)
    return OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\nX-Sum: 1\r\n\r\n"


@given(st.binary(max_size=300), st.integers(1, 50), st.lists(st.integers(0, 500), max_size=8))
def test_an_answer_is_the_same_however_it_is_cut(body: bytes, size: int, cuts: list[int]) -> None:
    for whole in (_by_length(body), _by_chunks(body, size)):
        assert _read(whole, [min(cut, len(whole)) for cut in cuts]) == [Answer(200, body)]


@given(st.lists(st.binary(max_size=40), min_size=2, max_size=5))
def test_answers_follow_each_other_on_one_connection(bodies: list[bytes]) -> None:
    reader = Reader()
    for number, body in enumerate(bodies):
        whole = _by_chunks(body, 7) if number % 2 else _by_length(body)
        assert reader.feed(whole) == Answer(200, body)
        assert reader.clean


@given(st.binary(max_size=200))
def test_any_bytes_are_an_answer_or_refused(noise: bytes) -> None:
    for start in (b"", b"HTTP/1.1 ", OK, OK + b"Transfer-Encoding: chunked\r\n\r\n"):
        with contextlib.suppress(BadAnswer):
            answer = Reader().feed(start + noise)
            assert answer is None or 200 <= answer.status < 600


def test_a_notice_before_the_answer_is_passed_over() -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    assert _read(early + b"HTTP/1.1 100 Continue\r\n\r\n" + _by_length(b"{}"), [10, 60]) == [
        Answer(200, b"{}")
    ]


def test_what_a_flood_says() -> None:
    whole = b"HTTP/1.1 429 Too Many Requests\r\nretry-after:  7 \r\nContent-Length: 2\r\n\r\n{}"
    assert _read(whole) == [Answer(429, b"{}", "7")]


@pytest.mark.parametrize(
    "whole",
    [
        OK + b"Content-Length: 0\r\nConnection: Keep-Alive, Close\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n",
    ],
)
def test_a_connection_that_does_not_last(whole: bytes) -> None:
    assert _read(whole) == [Answer(200, b"", None, lasting=False)]


def test_no_content_has_no_body() -> None:
    assert _read(b"HTTP/1.1 204\r\n\r\n", [5]) == [Answer(204, b"")]


def test_a_body_may_end_with_the_connection() -> None:
    reader = Reader()
    assert reader.feed(b"HTTP/1.1 502 Bad Gateway\r\n\r\n<html>") is None
    assert reader.feed(b"</html>") is None
    assert reader.end() == Answer(502, b"<html></html>", None, lasting=False)


@pytest.mark.parametrize(
    "half", [b"", b"HTTP/1.1 200", OK + b"\r\n"[:1], _by_length(b"abc")[:-1], _by_chunks(b"abc", 2)[:-2]]
)
def test_half_an_answer_is_none(half: bytes) -> None:
    reader = Reader()
    assert not half or reader.feed(half) is None
    with pytest.raises(BadAnswer):
        reader.end()


@pytest.mark.parametrize(
    "bad",
    [
        b"HTTP/2 200 OK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 600 OK\r\n\r\n",
        b"HTTP/1.1 +20 OK\r\n\r\n",
        b" HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 O\nK\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        OK + b"no colon\r\n\r\n",
        OK + b"A : b\r\n\r\n",
        OK + b"A: b\r\n folded\r\n\r\n",
        OK + b"A: \0\r\n\r\n",
        OK + b"Content-Length: -1\r\n\r\n",
        OK + b"Content-Length: 1_0\r\n\r\n",
        OK + b"Content-Length:\r\n\r\n",
        OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
        OK + b"Content-Length: 1, 2\r\n\r\n",
        OK + b"Content-Length: %d\r\n\r\n" % (BODY_LIMIT + 1),
        OK + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        OK + b"Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\nx\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\nfffffff\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"0" * 300,
        OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\nno colon\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"80000\r\n%b\r\n" % bytes(0x80000) * 3,
        OK + b"A: b\r\n" * HEAD_LIMIT,
        OK + b"\r\n" + bytes(BODY_LIMIT + 1),
    ],
)
def test_what_is_no_plain_answer_is_refused(bad: bytes) -> None:
    with pytest.raises(BadAnswer):
        Reader().feed(bad)
