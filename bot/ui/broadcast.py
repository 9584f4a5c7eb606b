"""Writing to a segment: choose, write, preview, send, watch, stop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.ui.actions import pack
from bot.ui.admin import to_admin
from bot.ui.markup import prose, tidy
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Screen
from bot.ui.segments import MOST_SEGMENTS, SegmentFacts
from bot.ui.texts import Texts
from bot.ui.tier import bar

TEXT_LIMIT = 3000
"""The longest text of a campaign, in UTF-16 units: the preview adds words of its own."""


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """How far a campaign is; `state` is "sending", "stopped" or "done"; `waiting` are put off by quiet hours."""

    campaign_id: int
    segment_title: str
    state: str
    audience: int
    sent: int = 0
    failed: int = 0
    dropped: int = 0
    in_doubt: int = 0
    waiting: int = 0


def choose(texts: Texts, *, segments: Sequence[SegmentFacts]) -> Screen:
    """Ask whom to write to."""
    rows = tuple(
        (
            Button(
                f"{tidy(item.title, 32)} · {texts.number(item.count)}", pack("broadcast:segment", item.code)
            ),
        )
        for item in segments[:MOST_SEGMENTS]
    )
    return Screen(texts("broadcast-choose"), (*rows, (to_admin(texts), to_menu(texts))))


def ask_text(texts: Texts, *, segment_title: str, reachable: int) -> Screen:
    """Ask for the text; `reachable` is how many of the segment agreed and can be written to."""
    cancel = Button(texts.plain("broadcast-button-cancel"), pack("broadcast:cancel"))
    text = texts("broadcast-ask-text", title=segment_title, count=reachable, limit=TEXT_LIMIT)
    return Screen(text, ((cancel, to_menu(texts)),))


def too_long(texts: Texts, *, length: int) -> Screen:
    """Say that the text is too long."""
    cancel = Button(texts.plain("broadcast-button-cancel"), pack("broadcast:cancel"))
    text = texts("broadcast-too-long", length=length, limit=TEXT_LIMIT)
    return Screen(text, ((cancel, to_menu(texts)),))


def preview(texts: Texts, *, campaign_id: int, segment_title: str, text: str, reachable: int) -> Screen:
    """Show the message as customers will see it, and how many will."""
    lines: list[str] = [
        texts("broadcast-preview", title=segment_title, count=reachable),
        f"<blockquote>{prose(text, TEXT_LIMIT)}</blockquote>",
        texts("broadcast-preview-rules"),
    ]
    rows = (
        (
            Button(
                texts.plain("broadcast-button-send", count=reachable), pack("broadcast:confirm", campaign_id)
            ),
        ),
        (Button(texts.plain("broadcast-button-cancel"), pack("broadcast:cancel", campaign_id)),),
        (to_menu(texts),),
    )
    return Screen("\n\n".join(lines), rows)


def nobody(texts: Texts, *, segment_title: str) -> Screen:
    """Say that nobody of the segment can be written to."""
    other = Button(texts.plain("broadcast-button-other"), pack("broadcast:start"))
    return Screen(texts("broadcast-nobody", title=segment_title), ((other, to_menu(texts)),))


def cancelled(texts: Texts) -> Screen:
    """Say that nothing was sent."""
    return Screen(texts("broadcast-cancelled"), ((to_admin(texts), to_menu(texts)),))


def progress(texts: Texts, *, facts: CampaignFacts) -> Screen:
    """Show how far a campaign is, or how it ended."""
    over = facts.sent + facts.failed + facts.dropped + facts.in_doubt
    nobody = facts.state == "done" and not facts.sent + facts.in_doubt
    head = "broadcast-done-none" if nobody else f"broadcast-{facts.state}"
    lines: list[str] = [texts(head, title=facts.segment_title)]
    lines.append(f"{bar(over, facts.audience)}  {texts.number(over)} / {texts.number(facts.audience)}")
    lines += ["", texts("broadcast-sent", count=facts.sent)]
    if facts.waiting:
        lines.append(texts("broadcast-waiting", count=facts.waiting))
    if facts.dropped:
        lines.append(texts("broadcast-dropped", count=facts.dropped))
    if facts.failed:
        lines.append(texts("broadcast-failed", count=facts.failed))
    if facts.in_doubt:
        lines.append(texts("broadcast-in-doubt", count=facts.in_doubt))
    return Screen("\n".join(lines), _progress_rows(texts, facts))


def _progress_rows(texts: Texts, facts: CampaignFacts) -> tuple[tuple[Button, ...], ...]:
    last = (to_admin(texts), to_menu(texts))
    if facts.state != "sending":
        return (last,)
    refresh = Button(texts.plain("broadcast-button-refresh"), pack("broadcast:progress", facts.campaign_id))
    stop = Button(texts.plain("broadcast-button-stop"), pack("broadcast:stop", facts.campaign_id))
    return ((refresh, stop), last)


def message(texts: Texts, *, text: str) -> Screen:
    """Return the campaign's message as a customer gets it."""
    settings = Button(texts.plain("offers-button-settings"), pack("settings:show"))
    return Screen(prose(text, TEXT_LIMIT), ((settings, to_menu(texts)),))
