import io
from collections.abc import AsyncIterator

import pytest_asyncio
import segno
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image

from sandbox import till as till_routes
from sandbox.till import TillData, TillEmployee, TillItem, TillStore

Client = TestClient[web.Request, web.Application]
DATA = TillData(
    "key-1",
    "RUB",
    2,
    (TillStore("center", "Кофейня на Тверской", (TillEmployee("anna", "Анна"),), "Кофейня", "key-1"),),
    (TillItem("latte", "Латте", "Кофе", 27_000),),
)


async def _till() -> TillData:
    return DATA


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    application = web.Application()
    till_routes.mount(application, till=_till)
    async with TestClient(TestServer(application)) as client:
        yield client


def qr_picture(text: str, kind: str = "PNG") -> bytes:
    drawn = io.BytesIO()
    segno.make_qr(text, error="m").save(drawn, kind="png", scale=8, border=4)
    card = Image.new("RGB", (1000, 600), "#0d6e55")
    card.paste(Image.open(drawn).convert("RGB"), (600, 100))
    written = io.BytesIO()
    card.save(written, kind)
    return written.getvalue()


async def test_the_till_tells_all_that_the_page_needs(client: Client) -> None:
    response = await client.get("/sandbox/till")
    assert await response.json() == {
        "api_key": "key-1",
        "currency": "RUB",
        "minor_digits": 2,
        "stores": [
            {
                "code": "center",
                "name": "Кофейня на Тверской",
                "employees": [{"code": "anna", "name": "Анна"}],
                "merchant": "Кофейня",
                "api_key": "key-1",
            }
        ],
        "items": [{"sku": "latte", "name": "Латте", "category": "Кофе", "price": 27_000}],
        "points_are_money": False,
    }


async def test_the_key_stays_with_this_page(client: Client) -> None:
    foreign = await client.get("/sandbox/till", headers={"Origin": "https://elsewhere.example"})
    assert foreign.status == 403
    rebound = await client.get("/sandbox/till", headers={"Host": "elsewhere.example"})
    assert rebound.status == 403
    own = await client.get("/sandbox/till")
    assert "Access-Control-Allow-Origin" not in own.headers
    assert own.headers["Cache-Control"] == "no-store"


async def test_the_scanner_reads_a_card_from_png_and_jpeg(client: Client) -> None:
    for kind in ("PNG", "JPEG"):
        response = await client.post("/sandbox/till/scan", data=qr_picture("4000123456", kind))
        assert await response.json() == {"text": "4000123456"}


async def test_a_picture_without_a_code_is_told_apart(client: Client) -> None:
    blank = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(blank, "PNG")
    response = await client.post("/sandbox/till/scan", data=blank.getvalue())
    assert (response.status, (await response.json())["code"]) == (422, "no_qr")


async def test_what_is_no_picture_is_refused(client: Client) -> None:
    for data in (b"", b"not a picture", qr_picture("1")[:120]):
        response = await client.post("/sandbox/till/scan", data=data)
        assert (response.status, (await response.json())["code"]) == (422, "not_a_picture")


async def test_a_picture_that_unpacks_to_gigabytes_is_refused(client: Client) -> None:
    bomb = io.BytesIO()
    Image.new("1", (7_000, 7_000)).save(bomb, "PNG")
    response = await client.post("/sandbox/till/scan", data=bomb.getvalue())
    assert (response.status, (await response.json())["code"]) == (422, "not_a_picture")
