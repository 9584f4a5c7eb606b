"""The sandbox's till in a coalition: a key for each merchant, and each key for its own stores only."""

import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.deployment import EXAMPLE_MERCHANT, Prepared, merchant_key_file, prepare
from bot.settings import Settings, read_settings
from bot.till import till_of
from bot.till_keys import key_file
from services import merchants, programs
from services.keyring import Keyring
from tests.conftest import NOW
from tests.webhooks.conftest import PROGRAM, Till, receipt, serve
from tests.webhooks.test_bad_input import is_problem
from tests.webhooks.test_coalition import MEMBERS

BOT = "123456789:" + "A" * 35
KEYRING = Keyring("a secret of the tests")
ALONE = PROGRAM.format(currency="RUB")
BOOKS = """
[[merchants]]
code = "books"
name = "../Books & <b>"

[[stores]]
code = "books"
name = "Books"
timezone = "Europe/Moscow"
merchant = "../Books & <b>"
"""
COALITION = ALONE.replace("[[stores]]", "[[stores]]\nmerchant = 'Coffee'", 1) + MEMBERS


class Start:
    """Starts of one deployment: the same folder, the same database."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url

    async def __call__(self, text: str = COALITION) -> Prepared:
        (self.folder / "program.toml").write_text(text, encoding="utf-8")
        return await prepare(self.settings, self.url, KEYRING, lambda _line: None)

    @property
    def settings(self) -> Settings:
        return read_settings()

    @property
    def files(self) -> set[str]:
        return {path.name for path in self.folder.glob("merchant*")}


@pytest_asyncio.fixture
async def start(database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Start]:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "a secret of the tests")
    monkeypatch.setenv("PROGRAM_FILE", str(tmp_path / "program.toml"))
    yield Start(tmp_path, database)


def keys_of(prepared: Prepared) -> dict[str, str | None]:
    data = till_of(prepared.program, prepared.merchant_key or "", prepared.till_keys)
    return {store.code: store.api_key for store in data.stores}


async def ring_up(till: Till, key: str | None, store: str) -> int:
    body = receipt(receipt_id=f"{store}-1", customer=None, store=store, employee=None)
    till.key = key or ""
    said = await till.post("/v1/receipts", body)
    if said.status != 201:
        is_problem(said, 422, "unknown_store")
    return said.status


async def test_each_store_is_rung_up_by_the_key_of_its_merchant_only(start: Start) -> None:
    prepared = await start()
    keys = keys_of(prepared)
    assert prepared.merchant_key == keys["coffee"] == keys["center"]
    assert keys["bakery"] not in (None, keys["coffee"])
    assert [one.name for one in await merchants.every(prepared.program)] == ["Coffee", "Bakery"]
    async for till in serve(keys["coffee"] or "", KEYRING):
        assert await ring_up(till, keys["coffee"], "bakery") == 422
        assert await ring_up(till, keys["bakery"], "coffee") == 422
        for store in ("center", "coffee", "bakery"):
            assert await ring_up(till, keys[store], store) == 201
    assert await start() == prepared  # the next start has the same keys
    for name in start.files:
        assert stat.S_IMODE((start.folder / name).stat().st_mode) == 0o600


async def test_a_merchant_that_comes_later_gets_a_key_at_the_next_start(start: Start) -> None:
    first = await start()
    await programs.apply(COALITION + BOOKS, actor="test", now=NOW)
    assert keys_of(first).keys() == {"center", "coffee", "bakery"}
    second = await start()
    key = keys_of(second)["books"]
    assert key is not None
    assert start.files == {
        "merchant.key",
        *(key_file(start.folder, name).name for name in ("Bakery", "../Books & <b>")),
    }
    async for till in serve(key, KEYRING):
        assert await ring_up(till, key, "books") == 201
        assert await ring_up(till, key, "coffee") == 422


async def test_data_of_before_go_on_working(start: Start) -> None:
    old = await start(ALONE)
    assert [one.name for one in await merchants.every(old.program)] == [EXAMPLE_MERCHANT]
    assert keys_of(old) == {"center": old.merchant_key}
    _, theirs = await merchants.create(old.program, "Bakery", actor="test", now=NOW)
    await programs.apply(COALITION, actor="test", now=NOW)
    new = await start()
    assert new.merchant_key == old.merchant_key == merchant_key_file(start.settings).read_text().strip()
    keys = keys_of(new)
    assert await merchants.authenticate(keys["coffee"] or "")
    assert keys["bakery"] is None  # whoever made it has the key, and it goes on working
    assert await merchants.authenticate(theirs)


async def test_a_key_that_was_replaced_is_not_offered(start: Start) -> None:
    prepared = await start()
    await merchants.rotate_key(prepared.program, "Bakery", actor="test", now=NOW)
    keys = keys_of(await start())
    assert (keys["bakery"], keys["coffee"]) == (None, prepared.merchant_key)


async def test_a_real_bot_holds_no_keys_of_named_merchants(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", BOT)
    prepared = await start()
    assert prepared.till_keys == {}
    assert start.files == {"merchant.key"}
    assert [one.name for one in await merchants.every(prepared.program)] == [EXAMPLE_MERCHANT]
