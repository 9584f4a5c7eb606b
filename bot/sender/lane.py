"""One bot's lane: from claimed rows to settled ones."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.limiter import Haste, Limiter
from bot.sender import outcomes
from bot.sender.letters import Letters
from bot.sender.pace import GROUP_SECONDS, Pace, Window, weight_of
from bot.telegram import Fate, Letter, Outcome, Telegram, bot_id
from services import outbox_checks, outbox_claims, outbox_results, programs
from services.clock import Clock, SystemClock
from services.database import LOST
from services.outbox_checks import Verdict
from services.outbox_claims import Claimed
from services.outbox_results import Result

SETTLE_AFTER = 0.01  # gather what is answered in so short a time into one statement
DATABASE_PAUSE = 0.3
LONGEST_SILENCE = 30.0
LONGEST_BLOCK = 1.0
LONGEST_BLOCKED_SILENCE = 5.0
END_PATIENCE = 3.0
HASTE = Haste(ahead=GROUP_SECONDS)
TROUBLE = (Fate.BROKEN, Fate.NOT_SENT, Fate.UNKNOWN)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Means:
    """What every lane works with; ``real_clock`` tells the machine's time, for leases."""

    clock: Clock
    limiter: Limiter
    telegram: Telegram
    lease: timedelta = outbox_claims.LEASE
    real_clock: Clock = field(default_factory=SystemClock)


Post = tuple[Claimed, Letter]


class Lane:
    """Sends one program's messages through one bot."""

    def __init__(self, program_id: int, token: str, means: Means) -> None:
        self.token = token
        self.due = asyncio.Event()
        self._program_id = program_id
        self._bot = bot_id(token)
        self._means = means
        self._pace = Pace.of(means.limiter.rate)
        self._window = Window(self._pace)
        self._letters: Letters | None = None
        self._letters_until = 0.0
        self._leased: set[int] = set()
        self._leased_until = means.real_clock.now()
        self._sending: set[asyncio.Task[None]] = set()
        self._in_flight: set[int] = set()
        self._done: list[tuple[Claimed, Result]] = []
        self._some_done = asyncio.Event()
        self._troubles = 0
        self._silent_until = 0.0

    async def run(self) -> None:
        """Work until cancelled; then what is in flight gets a moment to be answered and settled."""
        settling = asyncio.create_task(self._settle_forever())
        try:
            while True:
                await self._surviving(self._step)
        finally:
            await self._finish_sending()
            settling.cancel()
            await asyncio.wait([settling])
            await self._surviving(self._settle)
            await self._surviving(self._give_back)

    async def _finish_sending(self) -> None:
        if self._sending:
            _, late = await asyncio.wait(self._sending, timeout=END_PATIENCE)
            for task in late:
                task.cancel()

    async def _surviving(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do a piece of work; when PostgreSQL is away, say so and wait a little."""
        try:
            await work()
        except LOST as error:
            _log.warning("sender_without_database", program=self._program_id, error=type(error).__name__)
            await asyncio.sleep(DATABASE_PAUSE)

    async def _step(self) -> None:
        """One batch, or the wait for one."""
        await asyncio.sleep(self._silence())
        await self._window.room()
        await self._give_back()
        claimed = await self._claim()
        if claimed:
            await self._deal(claimed)
            await self._give_back()
        else:
            await self.due.wait()
            self.due.clear()

    def _silence(self) -> float:
        """Seconds for which nothing may be sent."""
        own = self._silent_until - asyncio.get_running_loop().time()
        return max(0.0, own, self._means.limiter.paused(self._bot))

    async def _claim(self) -> list[Claimed]:
        claimed, self._leased_until = await outbox_claims.claim(
            self._program_id,
            limit=1 if self._troubles else self._pace.batch,
            now=self._means.clock.now(),
            real_now=self._means.real_clock.now(),
            lease=self._means.lease,
        )
        # a lease of our own that ended before Telegram answered has just been renewed by this claim
        ours = [message for message in claimed if message.id not in self._in_flight]
        self._leased = {message.id for message in ours}
        return ours

    async def _give_back(self, ids: Collection[int] | None = None, until: datetime | None = None) -> None:
        """Return leased rows (all that are left) that were not sent; ``until`` keeps them away that long."""
        returned = list(self._leased if ids is None else ids)
        if returned:
            await outbox_claims.give_back(
                self._program_id, returned, leased_until=self._leased_until, until=until
            )
            self._leased.difference_update(returned)

    async def _deal(self, claimed: Sequence[Claimed]) -> None:
        now = self._means.clock.now()
        letters = await self._letters_of_now()
        judged = await outbox_checks.judge(self._program_id, letters.program.config, claimed, now=now)
        posts, unwritten = _write(letters, judged.go)
        held = judged.held + unwritten
        if held:
            await outbox_results.hold(self._program_id, held, leased_until=self._leased_until, now=now)
            self._leased.difference_update(verdict.id for verdict in held)
        while posts and not self._silence():
            posts = await self._send_some(posts)

    async def _letters_of_now(self) -> Letters:
        """The writer for the rules in force, looked up at most once a second."""
        now = asyncio.get_running_loop().time()
        if self._letters is None or now > self._letters_until:
            program = await programs.load(self._program_id)
            self._letters_until = now + 1.0
            if self._letters is None or self._letters.program.version != program.version:
                self._letters = Letters(program, self._means.limiter.rate)
        return self._letters

    async def _send_some(self, posts: list[Post]) -> list[Post]:
        """Start those whose turn has come; returns the posts that must wait for the bot's next turn."""
        grants = await self._means.limiter.take(self._bot, [_chat(message) for message, _ in posts], HASTE)
        asked = list(zip(grants.waits, posts, strict=False))
        busy = [(-wait, message) for wait, (message, _) in asked if wait < 0]
        if busy:
            # back when the first of these chats may be written to again
            wait = timedelta(seconds=min(wait for wait, _ in busy))
            await self._give_back([message.id for _, message in busy], self._means.real_clock.now() + wait)
        turns = [(wait, post) for wait, post in asked if wait >= 0]
        if turns:
            await self._start(turns)
        if grants.blocked > LONGEST_BLOCK:
            self._be_silent(min(grants.blocked, LONGEST_BLOCKED_SILENCE))
        elif grants.blocked:
            # half of what may be reserved ahead is free by then: not one statement a message
            await asyncio.sleep(max(0.0, grants.blocked - HASTE.ahead / 2))
        return posts[len(asked) :]

    async def _start(self, turns: Sequence[tuple[float, Post]]) -> None:
        """Mark the messages whose turn has come and let them leave."""
        began = asyncio.get_running_loop().time()
        sending_at = self._means.real_clock.now()
        marked = await outbox_claims.mark_sending(
            self._program_id,
            [message.id for _, (message, _) in turns],
            leased_until=self._leased_until,
            sending_at=sending_at,
        )
        self._leased.difference_update(message.id for _, (message, _) in turns)
        ours = [(began + wait, post) for wait, post in turns if post[0].id in marked]
        self._in_flight |= marked
        self._window.enter(sum(weight_of(message.message_class) for _, (message, _) in ours))
        task = asyncio.create_task(self._send_group(ours, sending_at))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _send_group(self, turns: Sequence[tuple[float, Post]], sending_at: datetime) -> None:
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:
            for at, post in turns:
                if at > loop.time() + 0.002:
                    await asyncio.sleep(at - loop.time())
                group.create_task(self._send(post, sending_at))

    async def _send(self, post: Post, sending_at: datetime) -> None:
        message, letter = post
        if self._silence():
            self._finish(message, outcomes.silent(message, sending_at))
            return
        outcome = await self._means.telegram.send(self.token, _chat(message), letter)
        if outcome.fate is not Fate.SENT:
            await self._mind(outcome)
        else:
            self._troubles = 0
        real_now = self._means.real_clock.now()
        self._finish(message, outcomes.result(message, sending_at, outcome, real_now=real_now))

    async def _mind(self, outcome: Outcome) -> None:
        """What one answer means for the whole lane."""
        if outcome.fate is Fate.FLOOD:
            _log.warning("telegram_flood", program=self._program_id, retry_after=outcome.retry_after)
            await self._means.limiter.pause(self._bot, outcome.retry_after)
        elif outcome.fate is Fate.MISCONFIGURED:
            _log.error("telegram_refuses_token", program=self._program_id, error=outcome.error)
            self._be_silent(LONGEST_SILENCE)
        elif outcome.fate in TROUBLE and not self._silence():
            self._troubles += 1
            _log.warning("telegram_trouble", program=self._program_id, error=outcome.error)
            self._be_silent(min(outcomes.wait_after(self._troubles) / 2, LONGEST_SILENCE))

    def _be_silent(self, seconds: float) -> None:
        self._silent_until = asyncio.get_running_loop().time() + seconds

    def _finish(self, message: Claimed, result: Result) -> None:
        self._done.append((message, result))
        self._some_done.set()

    async def _settle_forever(self) -> None:
        while True:
            await self._some_done.wait()
            await asyncio.sleep(SETTLE_AFTER)
            self._some_done.clear()
            await self._surviving(self._settle)

    async def _settle(self) -> None:
        """Write down all results so far; they stay in memory until PostgreSQL has them."""
        done = self._done[: 2 * self._pace.group]
        if not done:
            return
        try:
            results = [result for _, result in done]
            await outbox_results.settle(self._program_id, results, now=self._means.clock.now())
        except LOST:
            self._some_done.set()
            raise
        del self._done[: len(done)]
        self._in_flight.difference_update(message.id for message, _ in done)
        self._window.leave(sum(weight_of(message.message_class) for message, _ in done))
        if self._done:
            self._some_done.set()


def _chat(message: Claimed) -> int:
    if message.chat_id is None:
        raise ValueError("a message without a chat passed the checks")
    return message.chat_id


def _write(letters: Letters, go: Sequence[Claimed]) -> tuple[list[Post], list[Verdict]]:
    """Letters, and verdicts about what cannot be written: one bad message must not stop the others."""
    posts: list[Post] = []
    unwritten: list[Verdict] = []
    for message in go:
        try:
            posts.append((message, letters.write(message)))
        except Exception as error:  # whatever is wrong with one message is kept with it
            _log.error("message_cannot_be_written", kind=message.kind, id=message.id, error=repr(error))
            unwritten.append(Verdict(message.id, "failed", f"not written: {type(error).__name__}"))
    return posts, unwritten
