"""Routes of the sandbox's till: what it sells and as whom, and its scanner, which reads a QR card from a picture."""

import asyncio
import io
from collections.abc import Awaitable, Callable, Collection
from dataclasses import asdict, dataclass

from aiohttp import web

from sandbox.guard import guarded
from sandbox.problem import answer, problem

MAX_PICTURE_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class TillEmployee:
    """Somebody who serves at the till; `code` is the receipt's `employee`."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class TillStore:
    """A store; `code` is the receipt's `store`.

    ``api_key``: the one that rings up here, that of the store's merchant; None: the sandbox does not hold it.
    """

    code: str
    name: str
    employees: tuple[TillEmployee, ...]
    merchant: str | None = None
    api_key: str | None = None


@dataclass(frozen=True, slots=True)
class TillItem:
    """Something on the menu; `price` is in minor units of the till's currency."""

    sku: str
    name: str
    category: str | None
    price: int


@dataclass(frozen=True, slots=True)
class TillData:
    """All that the till needs: the first merchant's key for /v1, the currency with its minor digits, stores, menu.

    ``points_are_money``: the balance is money, and a point is one minor unit of it.
    """

    api_key: str
    currency: str
    minor_digits: int
    stores: tuple[TillStore, ...]
    items: tuple[TillItem, ...]
    points_are_money: bool = False


class NotAPicture(Exception):
    """The bytes are no picture that can be read."""


def mount(
    application: web.Application, *, till: Callable[[], Awaitable[TillData]], hosts: Collection[str] = ()
) -> None:
    """Add `GET /sandbox/till` and `POST /sandbox/till/scan` (body: a picture; answer: {text} of its QR code)."""

    async def show(request: web.Request) -> web.Response:
        return answer(asdict(await till()))

    application.router.add_get("/sandbox/till", guarded(show, hosts))
    application.router.add_post("/sandbox/till/scan", guarded(scan, hosts))


async def scan(request: web.Request) -> web.Response:
    """Answer with the text of the QR code in the picture that is the body, or `no_qr`."""
    try:
        text = await asyncio.to_thread(read_qr, await request.read())
    except NotAPicture as error:
        return problem(422, "not_a_picture", str(error))
    if text is None:
        return problem(422, "no_qr", "There is no QR code in this picture.")
    return answer({"text": text})


def read_qr(data: bytes) -> str | None:
    """Return the text of the QR code in a picture (PNG, JPEG, WebP), or None; raise `NotAPicture`."""
    # Both are slow to import, and the till of most runs never scans.
    import zxingcpp  # noqa: PLC0415
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415

    try:
        picture = Image.open(io.BytesIO(data))
        if picture.width * picture.height > MAX_PICTURE_PIXELS:
            raise NotAPicture("The picture has too many pixels.")
        found = zxingcpp.read_barcodes(
            picture.convert("L"), formats=zxingcpp.barcode_formats_from_str("QRCode")
        )
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise NotAPicture("This is not a picture that can be read.") from error
    return found[0].text if found else None
