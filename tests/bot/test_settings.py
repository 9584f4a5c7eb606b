import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, kept_secret, read_settings

TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz0123456"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_defaults_make_a_sandbox_on_the_loopback(tmp_path: Path) -> None:
    settings = read_settings()
    assert settings.sandbox
    assert settings.telegram_url == "http://127.0.0.1:8080"
    assert settings.data_dir == tmp_path / "var"
    assert settings.first_program_file.name == "coffee.toml"


def test_a_token_means_telegram(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    settings = read_settings()
    assert not settings.sandbox
    assert settings.token() == TOKEN
    assert settings.telegram_url == "https://api.telegram.org"


def test_the_environment_beats_the_env_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(f"BOT_TOKEN={TOKEN}\nHTTP_PORT=9000\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("HTTP_PORT", "9001")
    settings = read_settings()
    assert settings.http_port == 9001
    assert settings.bot_token == TOKEN


def test_an_empty_value_means_the_default_even_over_the_env_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(f"BOT_TOKEN={TOKEN}\nHTTP_PORT=\nADMIN_IDS=\n")
    monkeypatch.setenv("BOT_TOKEN", "")
    settings = read_settings()
    assert settings.sandbox
    assert settings.http_port == 8080
    assert settings.admin_ids == frozenset()


def test_admin_ids_take_commas_and_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_IDS", "1, 22,333")
    assert read_settings().admin_ids == {1, 22, 333}


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "asyncpg"])
def test_every_spelling_of_postgresql_works(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://u:p@h:5/d?ssl=require")
    assert read_settings().database_url == "asyncpg://u:p@h:5/d?ssl=require"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "not-a-token-5a7"),
        ("BOT_API_URL", "ftp://x-5a7"),
        ("DATABASE_URL", "mysql://u:5a7@h/d"),
        ("REDIS_URL", "http://:5a7@h"),
        ("SECRET_KEY", "short-5a7"),
        ("PUBLIC_URL", "http://insecure-5a7.example"),
        ("HTTP_PORT", "0"),
        ("HTTP_PORT", "65536"),
        ("HTTP_PORT", "5a7"),
        ("ADMIN_IDS", "1,5a7"),
        ("SEND_RATE", "0"),
        ("SEND_RATE", "nan"),
        ("LOG_LEVEL", "5a7"),
        ("LOG_FORMAT", "5a7"),
    ],
)
def test_a_wrong_value_is_one_line_with_its_name_and_without_the_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    message = str(caught.value)
    assert message.startswith(f"{name} is wrong: ")
    assert "\n" not in message
    assert "5a7" not in message


def test_all_wrong_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PORT", "x")
    monkeypatch.setenv("PUBLIC_URL", "x")
    with pytest.raises(SettingsError, match=r"PUBLIC_URL.*HTTP_PORT|HTTP_PORT.*PUBLIC_URL"):
        read_settings()


def test_secrets_stay_out_of_the_representation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("SECRET_KEY", "a-very-secret-key-5a7")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:5a7@h/d")
    monkeypatch.setenv("REDIS_URL", "redis://:5a7@h")
    shown = repr(read_settings())
    assert "5a7" not in shown
    assert TOKEN not in shown


def test_the_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    first = read_settings().secret()
    path = tmp_path / "var" / "secret.key"
    assert len(first) >= 43
    assert read_settings().secret() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_sandbox_token_looks_like_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    token = read_settings().token()
    assert read_settings().token() == token
    monkeypatch.setenv("BOT_TOKEN", token)
    assert read_settings().token() == token


def test_two_makers_of_a_secret_agree(tmp_path: Path) -> None:
    made: list[str] = []
    start = threading.Barrier(8)
    code = "import sys; from pathlib import Path; from bot.settings import kept_secret;"
    code += "import secrets; print(kept_secret(Path(sys.argv[1]), lambda: secrets.token_hex(8)))"

    def run() -> None:
        start.wait()
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "deep" / "secret")],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
        )
        made.append(done.stdout.strip())

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["secret"]


def test_a_kept_secret_is_never_replaced(tmp_path: Path) -> None:
    assert kept_secret(tmp_path / "s", lambda: "one") == "one"
    assert kept_secret(tmp_path / "s", lambda: "two") == "one"
