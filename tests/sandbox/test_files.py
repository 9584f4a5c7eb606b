"""Photos and documents: uploads, ids, downloads, and what is refused."""

from typing import Any

import aiohttp
import orjson
import pytest

from sandbox.people import BOT_TOKEN, CUSTOMER_ID
from sandbox.requests import FILE_MOST
from sandbox.telegram import StandIn, TelegramError, acts
from sandbox.telegram.bots import Bot
from sandbox.telegram.calls import Upload
from sandbox.telegram.files import DOWNLOAD_MOST, PHOTO_MOST
from sandbox.telegram.images import picture_size
from tests.sandbox.conftest import Api
from tests.sandbox.pictures import jpeg, png


@pytest.fixture
def upload(http: aiohttp.ClientSession, me: Bot) -> Any:
    async def uploaded(
        method: str, field: str, data: bytes, name: str = "a.png", **params: Any
    ) -> dict[str, Any]:
        form = aiohttp.FormData({"chat_id": str(CUSTOMER_ID), **params})
        form.add_field(field, data, filename=name, content_type="image/png")
        async with http.post(f"/bot{BOT_TOKEN}/{method}", data=form) as response:
            body: dict[str, Any] = await response.json()
        return body

    return uploaded


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(640, 480), (640, 480)),
        (jpeg(800, 600), (800, 600)),
        (b"GIF89a\x10\x00\x20\x00", (16, 32)),
        (b"BM" + b"\0" * 16 + (100).to_bytes(4, "little") + (50).to_bytes(4, "little"), (100, 50)),
        (b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + b"\x63\0\0\x31\0\0", (100, 50)),
        (b"RIFF\0\0\0\0WEBPVP8L" + b"\0" * 5 + (99 | 49 << 14).to_bytes(4, "little"), (100, 50)),
        (b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 10 + b"\x64\0\x32\0", (100, 50)),
        (b"no picture", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"\xff\xd8\xff", None),
        (b"", None),
        (png(0, 5), None),
    ],
)
def test_sizes_of_pictures(data: bytes, size: tuple[int, int] | None) -> None:
    assert picture_size(data) == size


async def test_a_photo_is_sent_then_sent_again_by_id_and_downloaded(
    upload: Any, api: Api, http: aiohttp.ClientSession
) -> None:
    data = png(640, 480)
    message = (await upload("sendPhoto", "photo", data, caption="<b>x</b>", parse_mode="HTML"))["result"]
    assert (message["caption"], message["caption_entities"][0]["type"]) == ("x", "bold")
    sizes = message["photo"]
    assert [(one["width"], one["height"]) for one in sizes] == [(320, 240), (640, 480)]
    again = await api("sendPhoto", chat_id=CUSTOMER_ID, photo=sizes[-1]["file_id"])
    assert again["result"]["photo"] == sizes
    about = (await api("getFile", file_id=sizes[-1]["file_id"]))["result"]
    assert about["file_size"] == len(data)
    async with http.get(f"/file/bot{BOT_TOKEN}/{about['file_path']}") as response:
        assert await response.read() == data
    async with http.get(f"/file/bot{BOT_TOKEN}/photos/none.jpg") as response:
        assert response.status == 404
    async with http.get(f"/file/bot7:x/{about['file_path']}") as response:
        assert response.status == 401


async def test_attached_files_and_documents(upload: Any, api: Api) -> None:
    message = (await upload("sendPhoto", "f1", png(10, 10), photo="attach://f1"))["result"]
    assert len(message["photo"]) == 1
    document = (await upload("sendDocument", "document", b"[program]", name="coffee.toml"))["result"][
        "document"
    ]
    assert (document["file_name"], document["file_size"]) == ("coffee.toml", 9)
    again = await api("sendDocument", chat_id=CUSTOMER_ID, document=document["file_id"])
    assert again["result"]["document"] == document
    answer = await api("sendPhoto", chat_id=CUSTOMER_ID, photo=document["file_id"])
    assert answer["description"] == "Bad Request: can't use file of type Document as Photo"


@pytest.mark.parametrize(
    ("data", "description"),
    [
        (b"not a picture", "IMAGE_PROCESS_FAILED"),
        (b"", "file must be non-empty"),
        (png(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (png(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (
            png(10, 10, padding=PHOTO_MOST),
            f"file of size {PHOTO_MOST + len(png(10, 10))} bytes is too big for a photo; the maximum size is "
            f"{PHOTO_MOST} bytes",
        ),
    ],
    ids=["bad", "empty", "large", "narrow", "heavy"],
)
async def test_photos_that_telegram_refuses(upload: Any, data: bytes, description: str) -> None:
    answer = await upload("sendPhoto", "photo", data)
    assert (answer["error_code"], answer["description"]) == (400, f"Bad Request: {description}")


async def test_a_request_that_is_too_large(upload: Any) -> None:
    answer = await upload("sendDocument", "document", b"x" * (FILE_MOST + 1))
    assert (answer["error_code"], answer["description"]) == (413, "Request Entity Too Large")


@pytest.mark.parametrize(
    ("method", "params", "description"),
    [
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendDocument", {}, "there is no document in the request"),
        ("sendPhoto", {"photo": "nonsense"}, "wrong file identifier/HTTP URL specified"),
        ("sendPhoto", {"photo": "https://example.com/a.png"}, "failed to get HTTP URL content"),
        ("sendPhoto", {"photo": "attach://none"}, "there is no photo in the request"),
        ("getFile", {}, "file_id not specified"),
        ("getFile", {"file_id": "nonsense"}, "invalid file_id"),
        ("editMessageMedia", {"message_id": 1}, 'parameter "media" is required'),
        ("editMessageMedia", {"message_id": 1, "media": "{"}, "can't parse input media JSON object"),
        ("editMessageMedia", {"media": [1]}, "can't parse InputMedia: expected an Object"),
        ("editMessageMedia", {"media": {}}, "can't parse InputMedia: Can't find field \"type\""),
        ("editMessageMedia", {"media": {"type": "photo"}}, "can't parse InputMedia: media not found"),
        (
            "editMessageMedia",
            {"media": {"type": "video", "media": "x"}},
            'can\'t parse InputMedia: type "video" is unsupported',
        ),
    ],
)
async def test_calls_without_a_good_file(
    me: Bot, api: Api, method: str, params: dict[str, Any], description: str
) -> None:
    answer = await api(method, chat_id=CUSTOMER_ID, **params)
    assert answer["description"] == f"Bad Request: {description}"


async def test_captions(upload: Any, api: Api) -> None:
    long = await upload("sendPhoto", "photo", png(10, 10), caption="x" * 1025)
    assert long["description"] == "Bad Request: message caption is too long"
    sent = (await upload("sendPhoto", "photo", png(10, 10), caption="x" * 1024))["result"]
    where = {"chat_id": CUSTOMER_ID, "message_id": sent["message_id"]}
    assert (await api("editMessageCaption", **where, caption="new"))["result"]["caption"] == "new"
    assert "caption" not in (await api("editMessageCaption", **where))["result"]
    answer = await api("editMessageText", **where, text="x")
    assert answer["description"] == "Bad Request: there is no text in the message to edit"


async def test_media_are_replaced(upload: Any, api: Api) -> None:
    first = (await upload("sendPhoto", "photo", png(10, 10), caption="old"))["result"]
    media = orjson.dumps(
        {"type": "photo", "media": "attach://p", "caption": "<i>new</i>", "parse_mode": "HTML"}
    )
    edited = await upload(
        "editMessageMedia", "p", png(20, 20), message_id=str(first["message_id"]), media=media.decode()
    )
    result = edited["result"]
    assert (result["caption"], result["photo"][0]["width"]) == ("new", 20)


async def test_a_big_file_cannot_be_downloaded(world: StandIn, me: Bot, api: Api) -> None:
    upload = Upload("big.bin", b"x" * (DOWNLOAD_MOST + 1))
    said = acts.send_file(world, me, CUSTOMER_ID, "document", upload)
    answer = await api("getFile", file_id=said["document"]["file_id"])
    assert answer["description"] == "Bad Request: file is too big"


async def test_people_send_pictures_and_files_too(world: StandIn, me: Bot, api: Api) -> None:
    acts.send_file(world, me, CUSTOMER_ID, "document", Upload("p.toml", b"x", "application/toml"), "look")
    document = (await api("getUpdates", offset=-1))["result"][0]["message"]
    assert (document["document"]["file_name"], document["caption"]) == ("p.toml", "look")
    with pytest.raises(TelegramError, match="IMAGE_PROCESS_FAILED"):
        acts.send_file(world, me, CUSTOMER_ID, "photo", Upload("p.jpg", b"nonsense"))
