"""Callback data: packed within Telegram's limit, and what is not ours is refused."""

from __future__ import annotations

import pytest

from bot.ui.actions import Action, pack, unpack


def test_what_is_packed_is_unpacked() -> None:
    data = pack("survey:visit", 17, 5)
    assert data == "survey:visit:17:5"
    assert unpack(data) == Action("survey", "visit", ("17", "5"))
    assert unpack(pack("menu:show")) == Action("menu", "show")


@pytest.mark.parametrize(
    "data", ["", "menu", "menu:fly", "drop:table", "menu:", ":show", "MENU:show", "m\x00:x"]
)
def test_forged_data_is_nothing(data: str) -> None:
    assert unpack(data) is None


@pytest.mark.parametrize("args", [("a:b",), ("",), ("я" * 30,), ("x" * 60,)])
def test_bad_arguments_are_refused(args: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"argument|over 64"):
        pack("menu:show", *args)


def test_unknown_actions_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown action"):
        pack("menu:fly")
