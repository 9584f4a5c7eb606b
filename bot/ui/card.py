"""The customer's card: a picture with the QR code, and the screen around it."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from bot.ui.actions import pack
from bot.ui.fonts import font, only_drawable
from bot.ui.markup import Html, short, tidy
from bot.ui.menu import to_menu
from bot.ui.screen import Button, Picture, Screen
from bot.ui.texts import Texts

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDTH, HEIGHT = 960, 600
DEFAULT_COLOUR = "#14532d"


def grouped(number: str) -> str:
    """Return a card number in groups that are easy to read aloud: "2804 1234 5678"."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def spaced_code(code: str) -> str:
    """Return a code of 6 or 8 digits in two halves."""
    middle = len(code) // 2
    return f"{code[:middle]} {code[middle:]}"


def show(
    texts: Texts,
    *,
    program_name: str,
    number: str,
    code: str,
    seconds: int,
    tier_name: str | None = None,
    available: int | None = None,
    colour: str = DEFAULT_COLOUR,
) -> Screen:
    """Return the card: picture, number, and the code with the seconds that it still lives."""
    lines: list[str] = [
        texts("card-title", program=program_name),
        texts("card-number", number=Html(f"<code>{grouped(number)}</code>")),
        texts("card-code", code=Html(f"<code>{spaced_code(code)}</code>"), seconds=seconds),
    ]
    if available is not None:
        lines.append(texts("card-balance", points=texts.points(available)))
    data = picture(program_name=program_name, number=number, tier_name=tier_name, colour=colour)
    rows = ((Button(texts.plain("card-refresh"), pack("card:refresh")),), (to_menu(texts),))
    return Screen("\n\n".join([*lines, texts("card-hint")]), rows, Picture(data, "card.png"))


@lru_cache(maxsize=512)
def picture(
    *, program_name: str, number: str, tier_name: str | None = None, colour: str = DEFAULT_COLOUR
) -> bytes:
    """Return a PNG of the card with the QR code of its number. `colour` is "#rrggbb"."""
    from PIL import ImageDraw as Drawing  # noqa: PLC0415 - see fonts.font

    image = _background(colour).copy()
    draw = Drawing.Draw(image)
    _write(draw, (60, 62), program_name, size=46, width=470, bold=True)
    if tier_name:
        _badge(draw, tier_name, colour)
    _write(draw, (60, HEIGHT - 104), grouped(number), size=42, width=WIDTH - 120, bold=True)
    image.paste(_qr(number, 300), (WIDTH - 60 - 326, 73))
    out = BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


@lru_cache(maxsize=16)
def _background(colour: str) -> Image:
    """Return the empty card: a soft slope of one colour, two circles, a white place for the code."""
    from PIL import Image, ImageChops, ImageDraw as Drawing  # noqa: I001, PLC0415 - see fonts.font

    image = Image.new("RGB", (WIDTH, HEIGHT), colour)
    light = Image.linear_gradient("L").rotate(90).resize((WIDTH, HEIGHT)).point(lambda grey: grey // 5)
    image = ImageChops.add(image, Image.merge("RGB", (light, light, light)))
    shine = Image.new("L", (WIDTH, HEIGHT), 0)
    Drawing.Draw(shine).ellipse((-220, 260, 420, 900), fill=16)
    Drawing.Draw(shine).ellipse((40, 380, 680, 1020), outline=22, width=3)
    image = ImageChops.add(image, Image.merge("RGB", (shine, shine, shine)))
    Drawing.Draw(image).rounded_rectangle((WIDTH - 400, 58, WIDTH - 46, 412), radius=28, fill="white")
    return image


def _qr(data: str, size: int) -> Image:
    """Return the QR code as a picture of about `size` pixels with a quiet zone, in whole pixels a module."""
    import segno  # noqa: PLC0415 - only pictures need it
    from PIL import Image  # noqa: PLC0415 - see fonts.font

    code = segno.make_qr(data, error="m")
    scale = max(1, (size + 26) // code.symbol_size(border=2)[0])
    out = BytesIO()
    code.save(out, kind="png", scale=scale, border=2)
    square = Image.open(out).convert("RGB")
    panel = Image.new("RGB", (size + 26, size + 26), "white")
    panel.paste(square, ((panel.width - square.width) // 2, (panel.height - square.height) // 2))
    return panel


def _badge(draw: ImageDraw, tier_name: str, colour: str) -> None:
    """Draw the name of the tier in a white pill below the name of the program."""
    text = short(only_drawable(tidy(tier_name)), 18) or "★"
    face = font(28, bold=True)
    width = face.getlength(text)
    draw.rounded_rectangle((60, 150, 60 + width + 48, 206), radius=28, fill="white")
    draw.text((84, 178), text, font=face, fill=colour, anchor="lm")


def _write(draw: ImageDraw, at: tuple[int, int], text: str, *, size: int, width: int, bold: bool) -> None:
    """Draw one line of white text, smaller or shortened when it does not fit the width."""
    line = only_drawable(tidy(text))
    while size > 26 and font(size, bold=bold).getlength(line) > width:
        size -= 2
    face = font(size, bold=bold)
    while len(line) > 1 and face.getlength(line) > width:
        line = short(line, len(line) - 1)
    draw.text(at, line, font=face, fill="white")
