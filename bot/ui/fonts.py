"""The bundled font with Cyrillic letters, found without importing the library that carries it."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont


@lru_cache(maxsize=1)
def folder() -> Path:
    """Return the folder of matplotlib's fonts. Raises FileNotFoundError when matplotlib is not installed."""
    spec = find_spec("matplotlib")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("matplotlib and its fonts are not installed")
    return Path(spec.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"


@lru_cache(maxsize=64)
def font(size: int, *, bold: bool = False) -> FreeTypeFont:
    """Return DejaVu Sans of a size in pixels."""
    from PIL import ImageFont  # noqa: PLC0415 - Pillow costs 0.1 s and only pictures need it

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(str(folder() / name), size)


@lru_cache(maxsize=4096)
def drawable(character: str) -> bool:
    """Say whether the font has a picture of a character (it has no emoji)."""
    if character == " ":
        return True
    face = font(16)
    return bytes(face.getmask(character)) != bytes(face.getmask("\ufffe"))


def only_drawable(text: str) -> str:
    """Return the text without characters that would come out as boxes."""
    return " ".join("".join(letter if drawable(letter) else " " for letter in text).split())
