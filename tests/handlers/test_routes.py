"""Nothing that a screen offers leads nowhere."""

import pytest

from bot.ui.actions import KNOWN
from bot.ui.commands import commands
from bot.ui.texts import texts_for
from handlers.index import Index
from handlers.routes import build_index
from handlers.talk import Talk

ADMINS_ONLY = {
    "grant:",
    "broadcast:",
    "merchants:",
    "program:",
    "setup:",
    "audit:",
    "admin:",
    "stats:",
    "segments:",
    "funnel:",
    "employees:role",
    "employees:setrole",
    "employees:invite",
    "employees:dismiss",
    "employees:dismissed",
}


def test_every_button_has_a_route() -> None:
    assert build_index().actions.keys() ^ KNOWN == set()


def test_every_command_has_a_route() -> None:
    shown = {command.name for command in commands(texts_for("en"), "admin")}
    assert shown - build_index().commands.keys() == set()
    assert {"start", "menu"} <= build_index().commands.keys()


@pytest.mark.parametrize("beginning", sorted(ADMINS_ONLY))
def test_what_changes_the_program_is_for_admins(beginning: str) -> None:
    routes = {name: route for name, route in build_index().actions.items() if name.startswith(beginning)}
    assert routes
    assert {route.audience for route in routes.values()} == {"admin"}


def test_what_waits_for_an_admins_words_is_for_admins() -> None:
    answers = build_index().answers
    states = (
        "grant",
        "broadcast_text",
        "merchant_name",
        "program_value",
        "program_name",
        "setup",
        "document",
    )
    assert {answers[state].audience for state in states} == {"admin"}


def test_the_index_refuses_what_no_screen_makes_and_what_is_taken() -> None:
    async def handler(talk: Talk) -> None: ...

    index = Index()
    index.command("x", handler)
    with pytest.raises(ValueError, match="handler already"):
        index.command("x", handler)
    with pytest.raises(ValueError, match="no screen"):
        index.action("menu:fly", handler)
