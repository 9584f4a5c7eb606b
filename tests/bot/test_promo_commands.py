"""`promo make`: what a code does, told in options, before anything is opened."""

import pytest

from bot.commands import promo
from bot.failures import Failure


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"multiply": "twice"}, "not a multiplier"),
        ({"multiply": "nan"}, "not a multiplier"),
        ({"multiply": "0.5"}, "not a multiplier"),
        ({"multiply": "1.00001"}, "not a multiplier"),
        ({"bonus": "lots"}, "not a rate"),
        ({"discount": "-5%"}, "not a discount"),
        ({"multiply": "2", "bonus": "3%"}, "either multiplies"),
    ],
)
def test_what_is_no_rate_is_one_clear_line(options: dict[str, str], words: str) -> None:
    values = {"points": None, "discount": None, "multiply": None, "bonus": None, **options}
    with pytest.raises(Failure, match=words):
        promo.make("AB", 1, uses=1, until=None, slug=None, out=None, say=print, **values)
