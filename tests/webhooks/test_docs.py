"""The page that people read."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.webhooks.conftest import Till
from webhooks.problems import KINDS


class Page(HTMLParser):
    """Collects what the page refers to, and what is open."""

    def __init__(self) -> None:
        super().__init__()
        self.references: list[str] = []
        self.ids: list[str] = []
        self.inline: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found: dict[str, Any] = dict(attrs)
        self.references += [found[name] for name in ("href", "src") if found.get(name)]
        self.ids += [found["id"]] if "id" in found else []
        self.inline += [name for name in found if name == "style" or name.startswith("on")]
        self.inline += ["script"] if tag == "script" and "src" not in found else []
        if tag not in {"meta", "link"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


async def page(till: Till) -> tuple[str, Page]:
    said = await till.get("/v1/docs")
    assert (said.status, said.media) == (200, "text/html")
    text = said.raw.decode()
    parsed = Page()
    parsed.feed(text)
    assert not parsed.open
    return text, parsed


async def test_needs_nothing_from_outside(till: Till) -> None:
    text, parsed = await page(till)
    assert all(reference.startswith(("/v1/", "#")) for reference in parsed.references)
    assert not parsed.inline
    for reference in parsed.references:
        if reference.startswith("/"):
            assert (await till.get(reference)).status == 200
        else:
            assert reference[1:] in parsed.ids
    css = (await till.get("/v1/docs/style.css")).raw.decode()
    assert "url(" not in css
    assert "@import" not in css
    assert not re.search(r"https?://(?!127\.0\.0\.1)", text)


async def test_locks_itself_in(till: Till) -> None:
    said = await till.get("/v1/docs")
    assert said.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert said.headers["X-Content-Type-Options"] == "nosniff"
    assert "utf-8" in said.headers["Content-Type"]


async def test_shows_how_to_call_and_every_field(till: Till) -> None:
    text, _ = await page(till)
    assert "curl -X POST http://127.0.0.1:8080/v1/receipts" in text
    assert "Authorization: Bearer $REGULARS_KEY" in text
    for field in ("receipt_id", "lines[].amount", "customer.card", "promo_codes", "points.available_at"):
        assert f"<code>{field}</code>" in text


async def test_every_code_has_its_place(till: Till) -> None:
    _, parsed = await page(till)
    assert {f"problem-{code}" for code in KINDS} <= set(parsed.ids)
    assert len(parsed.ids) == len(set(parsed.ids))


@pytest.mark.parametrize(
    "path", ["/v1/docs", "/v1/openapi.json", "/v1/docs/style.css", "/healthz", "/metrics"]
)
async def test_head_is_get_without_the_body(till: Till, path: str) -> None:
    said = await till.request("HEAD", path)
    assert (said.status, said.raw) == (200, b"")
    assert int(said.headers["Content-Length"]) > 0
