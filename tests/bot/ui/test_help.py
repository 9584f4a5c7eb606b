"""Help names what there is, and nothing else."""

import re

import pytest

from bot.ui import help as screens
from bot.ui.commands import commands
from bot.ui.texts import texts_for
from services.program_file import parse
from tests.services.program_file.files import COFFEE


@pytest.mark.parametrize("language", ["ru", "en"])
def test_an_admin_finds_every_command_in_it(language: str) -> None:
    texts = texts_for(language)
    screen = screens.show(texts, program_name="Three Cups", staff=True, admin=True)
    there = {one.name for one in commands(texts, "admin")}
    assert set(re.findall(r"^/(\w+) — ", screen.text, re.MULTILINE)) == there - {
        "menu",
        "help",
        "stop",
        "work",
    }


def test_what_the_program_does_not_offer_is_not_named() -> None:
    config = parse(COFFEE)
    text = screens.show(texts_for("en"), program_name="Three Cups", config=config).text
    assert "/balance" in text
    assert "/clubs" not in text
    assert "/stats" not in text
