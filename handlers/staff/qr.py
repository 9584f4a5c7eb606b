"""Reading a QR code out of a photo, in a worker: pictures are big and the bot must not wait for them."""

from __future__ import annotations

import asyncio
from io import BytesIO

MOST_PIXELS = 40_000_000
LONGEST = 64


async def read(data: bytes) -> str | None:
    """The text of the first QR code in a picture; None when there is none, or it is no picture."""
    return await asyncio.to_thread(_read, data)


def _read(data: bytes) -> str | None:
    import zxingcpp  # noqa: PLC0415 - only photos need it
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - as above

    try:
        with Image.open(BytesIO(data)) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            image.draft("L", (1600, 1600))  # a JPEG is decoded smaller at once
            grey = image.convert("L")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return None
    grey.thumbnail((1600, 1600))
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return next((code.text for code in found if 0 < len(code.text) <= LONGEST), None)
