"""Names are one line, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.lines import as_line, is_line


@pytest.mark.parametrize("name", ["Кофе и Ко", "Café “Ñ”", "☕️ 👩‍🍳", "مقهى", "喫茶店", "a\u00a0b", "-"])
def test_names(name: str) -> None:
    assert is_line(name)
    assert as_line(name).replace(" ", "") == name.replace(" ", "").replace("\u00a0", "")


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "\u2003",
        "a\nb",
        "a\rb",
        "a\tb",
        "a\0",
        "\x1b[31mred",
        "a\u2028b",
        "a\u0085b",
        "\u202eabc",
        "\ud800",
    ],
)
def test_no_names(name: str) -> None:
    assert not is_line(name)


@given(st.text(st.characters(), min_size=1))
def test_whatever_is_said_is_one_line(text: str) -> None:
    said = as_line(text)
    assert said == "" or is_line(said)
    assert len(said.splitlines()) <= 1
