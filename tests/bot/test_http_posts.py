"""The sender's HTTP client against servers that behave well, badly, or not at all."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from uvloop import new_event_loop

from bot.http_answers import Answer
from bot.http_posts import Lost, NotSent, Posts

FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

Answering = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """Reads requests; ``answers[n]`` writes what the n-th gets, the last one what all later ones get."""

    answers: list[Answering]
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            while not writer.is_closing():
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.partition(b"Content-Length: ")[2].split(b"\r\n")[0])
                self.requests.append(head + await reader.readexactly(length))
                await self.answers[min(len(self.requests), len(self.answers)) - 1](writer)
        writer.close()


def says(data: bytes, *, then_close: bool = False) -> Answering:
    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        if then_close:
            writer.close()

    return answer


async def nothing(writer: asyncio.StreamWriter) -> None:
    """No answer at all."""


async def slowly(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.1)
    writer.write(FINE)


async def with_its_own_words(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.05)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold")


@contextlib.asynccontextmanager
async def server(*answers: bytes | Answering, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    made = Server([answer if callable(answer) else says(answer) for answer in answers])
    listening = await asyncio.start_server(made.serve, "127.0.0.1", 0, ssl=tls)
    made.port = listening.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        listening.close()


@contextlib.asynccontextmanager
async def client(
    to: Server, *, scheme: str = "http", patience: float = 2.0, connections: int = 10, idle: float = 5.0
) -> AsyncIterator[Posts]:
    address = f"{scheme}://localhost:{to.port}/base"
    posts = Posts(address, patience=patience, connections=connections, idle=idle)
    try:
        yield posts
    finally:
        posts.close()
        await asyncio.sleep(0)


async def test_requests_follow_each_other_on_one_connection() -> None:
    async with server(FINE) as far, client(far) as posts:
        for body in (b'{"a":1}', b"", '{"ы":2}'.encode()):
            assert await posts.post("bot1:A/sendMessage", body) == Answer(200, b"{}")
        assert far.connections == 1
        head, _, body = far.requests[2].partition(b"\r\n\r\n")
    assert head.split(b"\r\n")[:2] == [
        b"POST /base/bot1:A/sendMessage HTTP/1.1",
        b"Host: localhost:%d" % far.port,
    ]
    assert body == '{"ы":2}'.encode()


def test_it_posts_on_the_loop_of_the_roles() -> None:
    async def post() -> None:
        async with server(FINE) as far, client(far) as posts:
            for _ in range(2):
                assert await posts.post("x", b"{}") == Answer(200, b"{}")
            assert far.connections == 1
        with pytest.raises(NotSent, match="no connection"):
            async with client(far) as posts:
                await posts.post("x", b"{}")

    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(post())


async def test_no_more_connections_than_allowed() -> None:
    async with server(slowly) as far, client(far, connections=3) as posts:
        answers = await asyncio.gather(*(posts.post("x", b"{}") for _ in range(10)))
        assert [answer.status for answer in answers] == [200] * 10
        assert far.connections == 3


async def test_who_waits_too_long_for_a_connection_has_sent_nothing() -> None:
    async with server(nothing) as far, client(far, connections=1, patience=1.0) as posts:
        asked = (posts.post("x", b"1"), posts.post("x", b"2"))
        first, second = await asyncio.gather(*asked, return_exceptions=True)
        assert (type(first), type(second)) == (Lost, NotSent)
        assert [request[-1:] for request in far.requests] == [b"1"]


@pytest.mark.parametrize(
    "bad",
    [
        says(b"", then_close=True),
        says(FINE[:-1], then_close=True),
        says(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        says(b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"),
        nothing,
    ],
    ids=["closed", "half an answer", "another protocol", "no length", "silence"],
)
async def test_what_left_without_an_answer_is_lost_and_the_next_is_not(
    bad: Callable[[asyncio.StreamWriter], Awaitable[None]],
) -> None:
    async with server(bad, FINE) as far, client(far, patience=0.3) as posts:
        with pytest.raises(Lost):
            await posts.post("x", b"{}")
        assert (await posts.post("x", b"{}")).body == b"{}"
        assert (len(far.requests), far.connections) == (2, 2)


async def test_a_request_that_left_is_never_repeated() -> None:
    async with server(FINE, says(b"", then_close=True), FINE) as far, client(far) as posts:
        await posts.post("x", b"1")
        with pytest.raises(Lost):
            await posts.post("x", b"2")
        assert [request[-1:] for request in far.requests] == [b"1", b"2"]


@pytest.mark.parametrize(
    "answer",
    [
        says(FINE, then_close=True),
        says(FINE.replace(b"OK\r\n", b"OK\r\nConnection: close\r\n")),
        says(FINE + b"HTTP/1.1 200 OK\r\n"),
        says(b"HTTP/1.1 200 OK\r\n\r\n{}", then_close=True),
    ],
    ids=["closed", "close", "more than an answer", "until the end"],
)
async def test_a_connection_that_ends_after_its_answer_is_not_used_again(
    answer: Callable[[asyncio.StreamWriter], Awaitable[None]],
) -> None:
    async with server(answer) as far, client(far) as posts:
        for _ in range(3):
            assert (await posts.post("x", b"{}")).body == b"{}"
            await asyncio.sleep(0.02)
        assert far.connections == 3


async def test_a_late_answer_is_not_taken_for_the_next_ones() -> None:
    async with server(with_its_own_words, FINE) as far, client(far) as posts:
        impatient = asyncio.create_task(posts.post("x", b"1"))
        await asyncio.sleep(0.02)
        impatient.cancel()
        with pytest.raises(asyncio.CancelledError):
            await impatient
        assert (await posts.post("x", b"2")).body == b"{}"


async def test_words_that_nobody_asked_for_end_an_idle_connection() -> None:
    async def twice(writer: asyncio.StreamWriter) -> None:
        writer.write(FINE)
        await asyncio.sleep(0.02)
        writer.write(b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")

    async with server(twice, FINE) as far, client(far) as posts:
        await posts.post("x", b"{}")
        await asyncio.sleep(0.1)
        assert (await posts.post("x", b"{}")).status == 200
        assert far.connections == 2


async def test_an_idle_connection_grows_too_old() -> None:
    async with server(FINE) as far, client(far, idle=0.1) as posts:
        await posts.post("x", b"{}")
        await asyncio.sleep(0.2)
        await posts.post("x", b"{}")
        assert far.connections == 2


async def test_cancelled_waiters_leave_the_pool_whole() -> None:
    async with server(slowly) as far, client(far, connections=2) as posts:
        tasks = [asyncio.create_task(posts.post("x", b"{}")) for _ in range(12)]
        for wait, task in enumerate(tasks[::2]):
            await asyncio.sleep(0.02 * wait)
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        answers = await asyncio.gather(*(posts.post("x", b"{}") for _ in range(6)))
        assert [answer.status for answer in answers] == [200] * 6


async def test_nobody_listens() -> None:
    async with server(FINE) as far:
        pass
    async with client(far, patience=1.0) as posts:
        with pytest.raises(NotSent, match="no connection"):
            await posts.post("x", b"{}")


@pytest.mark.parametrize("address", ["ftp://a", "localhost:80", "http://", "http://a/?b=c", "http://a/#b"])
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(ValueError):
        Posts(address, patience=1, connections=1, idle=1)


@pytest.mark.parametrize("target", ["a b", "a\r\nX: y", "ы", "a\0"])
async def test_a_target_cannot_smuggle(target: str) -> None:
    async with server(FINE) as far, client(far) as posts:
        with pytest.raises(ValueError):
            await posts.post(target, b"{}")
        assert not far.requests


def _certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS with a certificate that it signed itself, and the file of the certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path, secret_path = folder / f"{name}.pem", folder / f"{name}.key"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret_path.write_bytes(secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, secret_path)
    return context, path


@pytest.mark.parametrize(
    ("name", "trusted"), [("localhost", True), ("localhost", False), ("api.telegram.org", True)]
)
async def test_the_servers_name_and_certificate_are_verified(
    name: str, trusted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls, certificate = _certificate(tmp_path, name)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    async with server(FINE, tls=tls) as far, client(far, scheme="https") as posts:
        if trusted and name == "localhost":
            assert (await posts.post("x", b"{}")).status == 200
            assert (await posts.post("x", b"{}")).status == 200
            assert far.connections == 1
            return
        with pytest.raises(NotSent, match="CERTIFICATE_VERIFY_FAILED"):
            await posts.post("x", b"{}")
        assert not far.requests
