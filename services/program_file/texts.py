"""Texts with variables: [texts.<language>] and what offers say.

A variable is written {name}. A text is plain: whoever renders it escapes the result.
"""

import re
from collections.abc import Mapping

_VARIABLE = re.compile(r"\{\s*\$?([A-Za-z][A-Za-z0-9_-]*)\s*\}")
_BRACES = re.compile(r"[{}]")

OFFER_VARIABLES = frozenset({"name", "program", "points", "code", "until", "days"})


def variables(text: str) -> frozenset[str]:
    """The names of the variables that the text uses."""
    return frozenset(_VARIABLE.findall(text))


def stray_brace(text: str) -> bool:
    """Whether a brace stands in the text that is not part of a variable."""
    return bool(_BRACES.search(_VARIABLE.sub("", text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables replaced; one without a value stays as it is written."""
    return _VARIABLE.sub(lambda match: values.get(match[1], match[0]), text)
