"""Each act of the journal is a sentence."""

import ast
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import services
from bot.ui import audit
from bot.ui.audit import ActFacts
from bot.ui.texts import languages, texts_for
from tests.bot.ui.gallery.admins import ACTS
from tests.bot.ui.telegram_html import plain

GRANT = ActFacts(
    datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
    "Ольга",
    "grant",
    "2804123456",
    customer="Мария",
    card="2804123456",
    points=150,
    reason="за ожидание",
)


def line(act: ActFacts, language: str = "en") -> str:
    """The act as one reads it, without its time."""
    texts = texts_for(
        language, point_names={"one": "bean", "few": "зерна", "many": "зёрен", "other": "beans"}
    )
    return plain(audit.show(texts, acts=[act]).text).split("\n")[-1].replace("\u00a0", " ")


def test_a_grant_says_who_how_much_to_whom_and_what_for() -> None:
    assert line(GRANT) == "Ольга gave 150 beans to Мария, card 2804 1234 56: “за ожидание”"
    assert line(GRANT, "ru") == (
        "Ольга начисляет 150 зёрен. Кому: Мария, карта 2804 1234 56. За что: «за ожидание»"
    )


def test_a_lookup_that_found_nobody_and_a_draft_that_was_thrown_away_say_so() -> None:
    lookup = replace(GRANT, action="customer.lookup")
    assert line(lookup).startswith("Ольга found by phone: Мария, card")
    assert line(replace(lookup, card=None, customer=None)) == "Ольга looked for a phone that nobody has"
    stop = replace(GRANT, action="campaign.stop", target="7", segment="Loyal")
    assert line(stop) == "Ольга stopped broadcast 7 to “Loyal”"
    assert line(replace(stop, was="draft")) == "Ольга threw away broadcast 7 for “Loyal”"


def test_a_given_tier_says_which_and_until_when() -> None:
    given = replace(GRANT, action="customer.tier", tier="Gold", until=GRANT.at)
    assert line(given) == "Ольга gave Мария, card 2804 1234 56 the tier “Gold” until November 21, 2026"
    assert line(replace(given, until=None)).endswith("the tier “Gold” for good")
    assert line(replace(given, action="customer.tier_taken", until=None)) == (
        "Ольга took the given tier “Gold” back from Мария, card 2804 1234 56"
    )


def test_new_rules_name_what_changed_and_count_the_rest() -> None:
    rules = replace(
        GRANT, action="program.apply", target="3", changes=["Base rate", "Currency", "Terms", "x"]
    )
    said = line(replace(rules, actor="command line"))
    assert (
        said
        == "the command line put version 3 of the rules into force: Base rate; Currency; Terms and 1 more"
    )
    assert line(replace(rules, changes=())) == "Ольга put version 3 of the rules into force"


def test_what_nobody_has_heard_of_is_shown_as_it_is() -> None:
    assert line(replace(GRANT, action="rocket.start", target="<b>")) == "Ольга: rocket.start (<b>)"


def recorded() -> set[str]:
    """The actions that services write down by name."""
    found = set()
    for path in Path(services.__path__[0]).glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.keyword)
                and node.arg == "action"
                and isinstance(node.value, ast.Constant)
            ):
                found.add(str(node.value.value))
    return found


@pytest.mark.parametrize("language", languages())
def test_every_act_that_is_recorded_has_a_sentence(language: str) -> None:
    assert {"grant", "program.apply", "hook.delete"} <= recorded()
    texts = texts_for(language)
    for action in recorded() | set(ACTS):
        assert texts.has(f"audit-did-{action.replace('.', '-').replace('_', '-')}"), action
