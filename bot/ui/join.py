"""Joining the program: welcome, language, consents, contact."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from bot.ui.actions import pack
from bot.ui.formats import language_name
from bot.ui.markup import prose
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Rows, Screen
from bot.ui.texts import Texts

TERMS_LIMIT = 3000


def terms_mark(version: str) -> str:
    """Return a short mark of a version of the terms: the "agree" button carries it."""
    return sha256(version.encode()).hexdigest()[:12]


def welcome(
    texts: Texts, *, program_name: str, base_bps: int, welcome_points: int = 0, tiers: Sequence[str] = ()
) -> Screen:
    """Return the first screen: what the program gives. `tiers` are the names of its tiers, lowest first.

    A program that has its own text under "join-welcome" shows that instead of the list of benefits.
    """
    lines: list[str] = [texts("join-welcome", program=program_name)]
    if not texts.overridden("join-welcome"):
        lines.append(_benefits(texts, base_bps, welcome_points, tiers))
    rows: Rows = (
        (Button(texts.plain("join-button-start"), pack("join:start")),),
        (
            Button(texts.plain("menu-button-language"), pack("join:languages")),
            Button(texts.plain("menu-button-help"), pack("help:show")),
        ),
    )
    return Screen("\n\n".join(lines), rows)


def _benefits(texts: Texts, base_bps: int, welcome_points: int, tiers: Sequence[str]) -> str:
    lines: list[str] = [texts("join-benefit-rate", rate=texts.percent(base_bps))]
    if welcome_points:
        lines.append(texts("join-benefit-welcome", points=texts.points(welcome_points)))
    if len(tiers) > 1:
        lines.append(texts("join-benefit-tiers", tiers=prose(" → ".join(tiers), 300)))
    lines.append(texts("join-benefit-offers"))
    return "\n".join(lines)


def choose_language(texts: Texts, *, offered: Sequence[str]) -> Screen:
    """Return the choice of language; `offered` are language codes."""
    rows = tuple((Button(language_name(code), pack("join:language", code)),) for code in offered)
    return Screen(texts("join-language"), (*rows, (to_menu(texts),)))


def consent(
    texts: Texts, *, program_name: str, version: str, terms: str | None = None, url: str | None = None
) -> Screen:
    """Return the ask to accept the terms: their text, a link to it, or both."""
    lines: list[str] = [texts("join-consent", program=program_name)]
    if terms:
        lines.append(f"<blockquote expandable>{prose(terms, TERMS_LIMIT)}</blockquote>")
    lines.append(texts("join-consent-version", version=version))
    rows: list[tuple[Button, ...]] = [
        (Button(texts.plain("join-button-agree"), pack("join:consent", terms_mark(version))),)
    ]
    if url:
        rows.append((Button(texts.plain("join-button-terms"), url=url),))
    return Screen("\n\n".join(lines), (*rows, (to_menu(texts),)))


def marketing(texts: Texts, *, program_name: str) -> Screen:
    """Return the separate, optional ask for consent to offers and news."""
    rows = (
        (
            Button(texts.plain("join-button-marketing-yes"), pack("join:marketing", "yes")),
            Button(texts.plain("join-button-marketing-no"), pack("join:marketing", "no")),
        ),
        (to_menu(texts),),
    )
    return Screen(texts("join-marketing", program=program_name), rows)


def ask_contact(texts: Texts) -> Screen:
    """Ask for the person's own contact."""
    return _contact_screen(texts, "join-contact")


def contact_of_another(texts: Texts) -> Screen:
    """Refuse the contact of somebody else, kindly."""
    return _contact_screen(texts, "join-contact-other")


def contact_typed(texts: Texts) -> Screen:
    """Explain that a typed number is not enough: the button proves whose it is."""
    return _contact_screen(texts, "join-contact-typed")


def contact_unusable(texts: Texts) -> Screen:
    """Say that the contact holds no phone number that can be used."""
    return _contact_screen(texts, "join-contact-unusable")


def _contact_screen(texts: Texts, key: str) -> Screen:
    rows = (
        (Button(texts.plain("join-button-contact"), contact=True),),
        (Button(texts.plain("menu-back")),),
    )
    return Screen(texts(key), rows, keyboard="contact")


def joined(texts: Texts, *, program_name: str, claimed: int = 0, welcome_points: int = 0) -> Screen:
    """Say that the person is in; it takes the contact keyboard away, so the main menu is sent after it.

    `claimed` are the points that receipts for this phone number had earned before.
    """
    lines: list[str] = [texts("join-done", program=program_name)]
    if claimed:
        lines.append(texts("join-done-claimed", points=texts.points(claimed)))
    if welcome_points:
        lines.append(texts("join-done-welcome", points=texts.points(welcome_points, signed=True)))
    return Screen("\n\n".join([*lines, texts("join-done-card")]), keyboard="remove")


def joined_before(texts: Texts, *, program_name: str) -> Screen:
    """Say that there is nothing to do for who shares a contact again; the main menu is sent after it."""
    return Screen(texts("join-done-before", program=program_name), keyboard="remove")
