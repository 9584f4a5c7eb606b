"""Points for somebody else: a card, a sum, a yes. What was agreed to stands in the conversation, not in a button."""

from __future__ import annotations

from bot.ui import errors
from bot.ui import transfers as screens
from handlers import files, numbers
from handlers.customer import balance
from handlers.index import Index
from handlers.staff import qr
from handlers.talk import Talk
from services import transfers
from services.errors import Forbidden
from services.rules import transferring
from services.transfers import Quote


def setup(index: Index) -> None:
    """Routes of transfers."""
    index.command("transfer", by_command, "joined")
    index.action("transfers:start", start, "joined")
    index.answer("transfer_card", card_typed, "joined")
    index.action("transfers:points", points_pressed, "joined")
    index.answer("transfer_points", points_typed, "joined")
    index.action("transfers:confirm", confirm, "joined")
    index.action("transfers:cancel", cancel, "joined")


async def by_command(talk: Talk) -> None:
    """/transfer, or /transfer <card>."""
    if talk.text:
        await _to_card(talk, talk.text)
    else:
        await start(talk)


async def start(talk: Talk) -> None:
    """How many may go now, and who gets them?"""
    quote = await _quote(talk)
    if not quote.most:
        await _hold_back(talk, quote)
        return
    await talk.wait_for("transfer_card")
    await talk.show(screens.ask_card(talk.texts, most=quote.most))


async def _quote(talk: Talk) -> Quote:
    """What may go now. Raises Forbidden ``transfers_off``."""
    if not talk.program.config.transfers.allowed:
        raise Forbidden("transfers_off")
    return await transfers.quote(talk.program, talk.customer.id, now=talk.now)


async def _hold_back(talk: Talk, quote: Quote) -> None:
    await talk.wait_for_nothing()
    window = talk.program.config.transfers.return_window
    await talk.show(screens.held_back(talk.texts, why=quote.held_back or "transfer_young", window=window))


async def card_typed(talk: Talk) -> None:
    """The digits of a card, or a picture of its QR code."""
    data = await files.picture(talk)
    await _to_card(talk, talk.text if data is None else await qr.read(data) or "")


async def _to_card(talk: Talk, typed: str) -> None:
    """How many? A card that cannot be is asked for again."""
    quote = await _quote(talk)
    if not quote.most:
        await _hold_back(talk, quote)
        return
    await talk.wait_for("transfer_card")
    receiver = await transfers.find(talk.program, talk.customer.id, typed, now=talk.now)
    await talk.wait_for("transfer_points", card=receiver.card, initial=receiver.initial)
    await talk.say(
        screens.ask_points(
            talk.texts,
            initial=receiver.initial,
            least=quote.least,
            most=quote.most,
            step=quote.step,
            suggested=quote.suggested,
        )
    )


async def points_pressed(talk: Talk) -> None:
    """One of the sums that were suggested."""
    await _propose(talk, talk.number(0))


async def points_typed(talk: Talk) -> None:
    """A sum, typed."""
    await _propose(talk, numbers.points(talk.text.strip(), talk.program.config) or 0)


async def _propose(talk: Talk, points: int) -> None:
    """Show what would happen; the token is this update, so one question is one transfer."""
    asked = talk.person.awaited
    if asked is None or asked.state != "transfer_points":
        await talk.notify(errors.stale_button(talk.texts))
        return
    quote = await _quote(talk)
    if points > quote.most or not transferring.fits(talk.program.config.transfers, points):
        if not quote.most:
            await _hold_back(talk, quote)
            return
        await talk.say(screens.wrong(talk.texts, least=quote.least, most=quote.most, step=quote.step))
        return
    token = str(talk.update_id)
    await talk.wait_for("transfer_confirm", **asked.data, points=points, token=token)
    await talk.show(
        screens.confirm(
            talk.texts,
            initial=asked.data["initial"],
            points=points,
            left=quote.available - points,
            token=token,
        )
    )


async def confirm(talk: Talk) -> None:
    """Give what was shown. A second tap finds nothing to confirm; a repeated update gives nothing twice."""
    asked = talk.person.awaited
    token = talk.args[0] if talk.args else ""
    if asked is None or asked.state != "transfer_confirm" or asked.data["token"] != token:
        await talk.notify(errors.stale_button(talk.texts))
        return
    given = await transfers.give(
        talk.program,
        talk.customer.id,
        asked.data["card"],
        asked.data["points"],
        actor=talk.person.actor,
        key=f"transfer:{token}",
        now=talk.now,
    )
    await talk.show(
        screens.done(
            talk.texts, initial=given.receiver.initial, points=given.points, available=given.available
        )
    )
    await talk.wait_for_nothing()


async def cancel(talk: Talk) -> None:
    """Back to the balance, nothing given."""
    await talk.wait_for_nothing()
    await balance.show(talk)
