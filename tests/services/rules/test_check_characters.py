import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rules.check_characters import CHARACTERS, check_character, fits

TEXTS = st.text(CHARACTERS, min_size=1, max_size=20)


def test_the_standards_own_example() -> None:
    """ISO 7064, MOD 37,36: the check character of A12425GABC1234002 is M (a GRid of the music industry)."""
    assert check_character("A12425GABC1234002") == "M"
    assert fits("A1-2425G-ABC1234002-M")


@given(TEXTS, st.data())
def test_every_single_mistake_is_seen(text: str, data: st.DataObject) -> None:
    code = text + check_character(text)
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from(CHARACTERS.replace(code[place], "")))
    assert fits(code)
    assert not fits(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize("text", ["", "-", "A12425GABC1234002m"])
def test_what_is_no_code_does_not_fit(text: str) -> None:
    assert not fits(text)
