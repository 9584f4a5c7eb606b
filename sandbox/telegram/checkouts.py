"""Checkouts: a customer has pressed Pay, and the bot has ten seconds to say whether it may be.

https://core.telegram.org/bots/api#answerprecheckoutquery: "The Bot API must receive an answer within 10 seconds after
the pre-checkout query was sent"; without one the payment fails.
"""

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.bots import Bot
from sandbox.telegram.purchases import Invoice
from sandbox.telegram.rules import refuse

ANSWER_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a payment ended. `code` is for programs (`refused`, `timeout`, `stars_short`, ...), `detail` for people."""

    paid: bool
    code: str = ""
    detail: str = ""
    message: dict[str, Any] | None = None

    def body(self) -> dict[str, Any]:
        """As JSON."""
        return {"paid": self.paid, "code": self.code, "detail": self.detail, "message": self.message}


@dataclass(slots=True)
class Checkout:
    """One press of Pay. `amount` is with the tip; `message_id` is the invoice's message, 0 for a link."""

    id: str
    bot_id: int
    person_id: int
    invoice: Invoice
    amount: int
    message_id: int
    order_info: dict[str, str]
    at: float
    outcome: asyncio.Future[Outcome] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def end(self, outcome: Outcome) -> None:
        """Tell whoever waits."""
        if not self.outcome.done():
            self.outcome.set_result(outcome)


class Checkouts:
    """The checkouts that wait for their bots."""

    def __init__(self, lifetime: float = ANSWER_SECONDS) -> None:
        self.lifetime = lifetime
        self._open: dict[str, Checkout] = {}

    def begin(
        self,
        bot: Bot,
        person_id: int,
        invoice: Invoice,
        now: float,
        *,
        tip: int = 0,
        message_id: int = 0,
        order_info: dict[str, str] | None = None,
    ) -> Checkout:
        """A new checkout."""
        checkout = Checkout(
            str(secrets.randbits(62) + 1),
            bot.id,
            person_id,
            invoice,
            invoice.amount + tip,
            message_id,
            order_info or {},
            now,
        )
        self._forget_old(now)
        self._open[checkout.id] = checkout
        return checkout

    def take(self, bot: Bot, checkout_id: str, now: float) -> Checkout:
        """The checkout to answer, which then is no more. Raises when it is unknown, answered or too old."""
        checkout = self._open.get(checkout_id)
        if checkout is None or checkout.bot_id != bot.id:
            raise refuse("query-old")
        del self._open[checkout_id]
        if now - checkout.at > self.lifetime:
            raise refuse("query-old")
        return checkout

    async def wait(self, checkout: Checkout) -> Outcome:
        """How it ends; after ten seconds without an answer it has failed, and no answer is taken any more."""
        try:
            async with asyncio.timeout(self.lifetime):
                return await asyncio.shield(checkout.outcome)
        except TimeoutError:
            self._open.pop(checkout.id, None)
            failed = Outcome(False, "timeout", "the bot has not answered the pre-checkout query in time")
            checkout.end(failed)
            return checkout.outcome.result()

    def clear(self) -> None:
        """Forget all; who waits is told."""
        for checkout in self._open.values():
            checkout.end(Outcome(False, "timeout", "the sandbox has begun anew"))
        self._open.clear()

    def _forget_old(self, now: float) -> None:
        old = [key for key, checkout in self._open.items() if now - checkout.at > self.lifetime]
        for key in old:
            del self._open[key]
