"""Writing to a segment: choose, write, look, send, watch, stop."""

from __future__ import annotations

import asyncio

import structlog
from aiogram.exceptions import TelegramAPIError

from bot.ui import broadcast as screens
from bot.ui.broadcast import CampaignFacts
from bot.ui.program_texts import segment_title
from handlers.admin import segments
from handlers.index import Index
from handlers.talk import Talk
from services import campaigns
from services.campaigns import Progress
from services.database import LOST
from services.errors import Invalid
from services.segments import members

log = structlog.get_logger(__name__)

LOOK_EVERY = 2.0  # seconds between two edits of the message that shows progress
LOOK_FOR = 30 * 60.0  # after that "Refresh" and the news at the end are enough


def setup(index: Index) -> None:
    """Routes of broadcasts."""
    index.command("broadcast", choose, "admin")
    index.action("broadcast:start", choose, "admin")
    index.action("broadcast:segment", ask_text, "admin")
    index.answer("broadcast_text", written, "admin")
    index.action("broadcast:confirm", confirm, "admin")
    index.action("broadcast:cancel", cancel, "admin")
    index.action("broadcast:progress", progress, "admin")
    index.action("broadcast:stop", stop, "admin")


async def choose(talk: Talk) -> None:
    """To whom?"""
    await talk.wait_for_nothing()
    counted = await members.counts(talk.program)
    found = [segments.facts(talk, segment) for segment in counted]
    await talk.show(screens.choose(talk.texts, segments=found))


async def ask_text(talk: Talk) -> None:
    """What shall they read?"""
    segment = await members.count(talk.program, talk.args[0] if talk.args else "")
    title = segment.title.in_language(talk.texts.language)
    if not segment.reachable:
        await talk.show(screens.nobody(talk.texts, segment_title=title))
        return
    await talk.wait_for("broadcast_text", segment=segment.code)
    await talk.show(screens.ask_text(talk.texts, segment_title=title, reachable=segment.reachable))


async def written(talk: Talk) -> None:
    """The text; nothing is sent before the preview is confirmed."""
    segment = talk.data["segment"]
    try:
        draft = await campaigns.create(
            talk.program, segment, talk.text, by=talk.person.telegram_id, key=talk.key, now=talk.now
        )
    except Invalid as error:
        if error.code != "text_too_long":
            raise
        await talk.say(screens.too_long(talk.texts, length=int(str(error.facts["length"]))))
        return
    await talk.wait_for_nothing()
    preview = screens.preview(
        talk.texts,
        campaign_id=draft.campaign.id,
        segment_title=_title(talk, segment),
        text=draft.campaign.text,
        reachable=draft.reachable,
    )
    await talk.say(preview)


def _title(talk: Talk, segment: str) -> str:
    return segment_title(talk.program.config, segment, talk.texts.language)


def _chosen(talk: Talk) -> int:
    return talk.number(0)


async def confirm(talk: Talk) -> None:
    """Send it, and show how far it is in this very message until it is over."""
    campaign_id = _chosen(talk)
    await campaigns.start(talk.program, campaign_id, by=talk.person.telegram_id, now=talk.now)
    await progress(talk)


async def cancel(talk: Talk) -> None:
    """Throw the draft away; what is being sent is stopped only by its own button."""
    await talk.wait_for_nothing()
    if talk.args:
        campaign = await campaigns.get(talk.program, _chosen(talk))
        if campaign.state != "draft":
            await progress(talk)
            return
        await campaigns.stop(talk.program, campaign.id, by=talk.person.telegram_id, now=talk.now)
    await talk.show(screens.cancelled(talk.texts))


async def progress(talk: Talk) -> None:
    """How far is it? The message goes on telling until any of its buttons is pressed."""
    found = await campaigns.progress(talk.program, _chosen(talk))
    await _show(talk, found)
    if found.campaign.state == "sending" and found.queued:
        talk.keep_showing(_watch(talk, found))


async def stop(talk: Talk) -> None:
    """Send no more of it."""
    campaign_id = _chosen(talk)
    await campaigns.stop(talk.program, campaign_id, by=talk.person.telegram_id, now=talk.now)
    await _show(talk, await campaigns.progress(talk.program, campaign_id))


async def _show(talk: Talk, found: Progress) -> None:
    await talk.show(screens.progress(talk.texts, facts=_facts(talk, found)))


def _facts(talk: Talk, found: Progress) -> CampaignFacts:
    campaign = found.campaign
    over = campaign.state == "sending" and not found.queued
    return CampaignFacts(
        campaign_id=campaign.id,
        segment_title=_title(talk, campaign.segment),
        state="done" if over else campaign.state,
        audience=campaign.audience,
        sent=found.sent,
        failed=found.failed,
        dropped=found.dropped,
        in_doubt=found.in_doubt,
        waiting=found.waiting,
    )


async def _watch(talk: Talk, before: Progress) -> None:
    """Keep the message up to date; whatever goes wrong here, the campaign goes on without it."""
    campaign_id = before.campaign.id
    try:
        async with asyncio.timeout(LOOK_FOR):
            while True:
                await asyncio.sleep(LOOK_EVERY)
                found = await campaigns.progress(talk.program, campaign_id)
                if found != before:
                    await _show(talk, found)
                if found.campaign.state != "sending" or not found.queued:
                    return
                before = found
    except (TimeoutError, TelegramAPIError, *LOST) as error:
        log.info("campaign.unwatched", campaign=campaign_id, error=type(error).__name__)
