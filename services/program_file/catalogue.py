"""The bot's own texts as the program file sees them: their keys and the variables of each."""

from collections.abc import Mapping
from typing import TypeAlias

Catalogue: TypeAlias = Mapping[str, frozenset[str]]
