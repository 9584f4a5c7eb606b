"""Nothing that a screen offers leads nowhere."""

import pytest

from bot.ui.actions import KNOWN
from bot.ui.commands import Audience, commands
from bot.ui.texts import texts_for
from handlers import commands as menus
from handlers.index import Index
from handlers.routes import build_index
from handlers.talk import Talk
from services.employees import Employee

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


MAY = {
    "customer": {"anyone", "joined"},
    "staff": {"anyone", "joined", "staff"},
    "manager": {"anyone", "joined", "staff", "manager"},
    "admin": {"anyone", "joined", "staff", "manager", "admin"},
}


@pytest.mark.parametrize("audience", ["customer", "staff", "manager", "admin"])
def test_the_menu_of_commands_has_all_that_a_role_may_use(audience: Audience) -> None:
    shown = {command.name for command in commands(texts_for("en"), audience)}
    routes = build_index().commands
    assert shown == {name for name, route in routes.items() if route.audience in MAY[audience]} - {"start"}


@pytest.mark.parametrize(
    ("role", "audience"),
    [
        (None, "customer"),
        ("cashier", "staff"),
        ("manager", "manager"),
        ("admin", "admin"),
        ("owner", "admin"),
    ],
)
def test_each_role_has_its_menu(role: str | None, audience: str) -> None:
    employee = Employee(1, "a", "A", role, None, 5, None) if role else None
    assert menus.audience(menus.role_of(employee, listed_admin=False)) == audience
    assert menus.audience(menus.role_of(employee, listed_admin=True)) == "admin"


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
