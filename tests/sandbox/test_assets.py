import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from sandbox import assets

Client = TestClient[web.Request, web.Application]
FILES = sorted(path for path in assets.PAGE.iterdir() if path.suffix in assets.TYPES)


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    application = web.Application()
    assets.mount(application)
    async with TestClient(TestServer(application)) as client:
        yield client


async def test_the_page_comes_with_a_strict_policy(client: Client) -> None:
    for path in ("/sandbox", "/sandbox/page/main.js", "/sandbox/page/style.css", "/sandbox/page/icon.svg"):
        response = await client.get(path)
        assert response.status == 200
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_every_file_that_the_page_names_is_served(client: Client) -> None:
    page = await (await client.get("/sandbox")).text()
    named = re.findall(r'(?:src|href)="([^"]+)"', page)
    modules = [
        f"/sandbox/page/{name}"
        for path in FILES
        for name in re.findall(r'from "\./(\w+\.js)"', path.read_text())
    ]
    for address in {*named, *modules}:
        assert (await client.get(address)).status == 200, address


@pytest.mark.parametrize(
    "name", ["../till.py", "..%2ftill.py", "%2e%2e/assets.py", "none.js", "index.html", ""]
)
async def test_nothing_else_is_served(client: Client, name: str) -> None:
    response = await client.get(f"/sandbox/page/{name}")
    assert response.status == 404


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_parses_html_or_reaches_outside(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text)
    assert not re.search(r"""(?:src|href|from|url\(|fetch\()\s*=?\s*["'(]?(?:https?:)?//""", text)
    assert "style=" not in text


def test_the_words_have_the_same_keys_and_holes_in_every_language() -> None:
    english, russian = (_words(assets.PAGE / f"words_{language}.js") for language in ("en", "ru"))
    assert english.keys() == russian.keys()
    for key in english:
        assert _holes(english[key]) == _holes(russian[key]), key


def test_every_key_that_the_page_uses_has_words() -> None:
    known = _words(assets.PAGE / "words_en.js").keys()
    for path in FILES:
        text = path.read_text()
        used = re.findall(r'\bt\("([\w.]+)"', text) + re.findall(r'data-t(?:-label)?="([\w.]+)"', text)
        assert set(used) <= known, path.name


def _words(path: Path) -> dict[str, str]:
    text = path.read_text()
    return dict(re.findall(r'^  "([\w.]+)": (.+?|\{.+?^  \}),$', text, re.MULTILINE | re.DOTALL))


def _holes(words: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", words))
