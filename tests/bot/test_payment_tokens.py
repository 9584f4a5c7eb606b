"""What it takes to sell memberships for money: the provider's token, kept sealed, and who says that it is missing."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.commands import programs as commands
from bot.deployment import payment_token
from bot.doctor import Findings, look_at_programs
from bot.settings import Settings, SettingsError, read_settings
from sandbox.telegram.invoices import TEST_PROVIDER
from services import payment_tokens
from services.database import row
from services.errors import Invalid
from services.keyring import Keyring
from services.programs import Program
from tests.factories import make_program, program_text

BOT = "123456789:" + "A" * 35
TOKEN = "381764678:TEST:12345"
KEYRING = Keyring("a secret of the tests")
SOLD = """
[[memberships]]
code = "month"
tier = "silver"
title = "A month"
description = "Silver for money"
price = "299.00"
"""


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Only what the test sets counts."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "a secret of the tests")


@pytest.fixture
async def program(database: str, now: datetime) -> Program:
    return await make_program(now, program_text() + SOLD)


async def test_a_token_is_kept_sealed(program: Program) -> None:
    assert await payment_tokens.read(program.id, KEYRING) is None
    assert await payment_tokens.having() == frozenset()
    for _ in range(2):
        await payment_tokens.keep(program.id, TOKEN, KEYRING)
    assert await payment_tokens.read(program.id, KEYRING) == TOKEN
    assert await payment_tokens.having() == {program.id}
    kept = await row("select payment_token from program where id = $1", program.id)
    assert kept is not None
    assert TOKEN.encode() not in bytes(kept["payment_token"])
    with pytest.raises(Invalid, match="secret_key_changed"):
        await payment_tokens.read(program.id, Keyring("another secret of the tests"))
    await payment_tokens.keep(program.id, None, KEYRING)
    assert await payment_tokens.having() == frozenset()


def test_the_first_programs_token_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert payment_token(read_settings()) == TEST_PROVIDER  # the sandbox has one provider
    monkeypatch.setenv("BOT_TOKEN", BOT)
    assert payment_token(read_settings()) is None
    monkeypatch.setenv("PAYMENT_TOKEN", TOKEN)
    assert payment_token(read_settings()) == TOKEN
    monkeypatch.setenv("PAYMENT_TOKEN", "not a token")
    with pytest.raises(SettingsError, match="PAYMENT_TOKEN is wrong: it must look like") as refused:
        read_settings()
    assert "not a token" not in str(refused.value)


async def test_doctor_says_what_is_not_offered(program: Program) -> None:
    said: list[str] = []
    await look_at_programs(read_settings(), Findings(said.append))
    assert any("test: the membership month is not offered: it is sold for money" in line for line in said)
    await payment_tokens.keep(program.id, TOKEN, KEYRING)
    said.clear()
    await look_at_programs(read_settings(), Findings(said.append))
    assert not any("month" in line for line in said)


@pytest.mark.parametrize(
    ("sold", "token", "told"),
    [
        (SOLD, None, True),
        (SOLD, TOKEN, False),
        (SOLD.replace('price = "299.00"', "stars = 5"), None, False),
        ("", None, False),
    ],
)
def test_program_check_says_so_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sold: str, token: str | None, told: bool
) -> None:
    monkeypatch.setenv("BOT_TOKEN", BOT)
    if token:
        monkeypatch.setenv("PAYMENT_TOKEN", token)
    file, said = tmp_path / "file.toml", list[str]()
    file.write_text(program_text() + sold)
    assert commands.check(file, said.append) == 0
    assert any("memberships[month]: it is sold for money" in line for line in said) is told
