"""The command line as a person uses it: a process, its output, its exit code."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.embedded import Addresses
from tests.conftest import EXAMPLES
from tests.regulars import free_port
from tests.terminal import ROOT, Terminal

TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz0123456"


def _salon(terminal: Terminal) -> list[str]:
    token = terminal.folder / "token"
    token.write_text(TOKEN)
    return [str(EXAMPLES / "salon.toml"), "--bot-token-file", str(token)]


@pytest.fixture
def terminal(tmp_path: Path, empty_database: str, servers: Addresses) -> Terminal:
    return Terminal(tmp_path, empty_database, servers.redis_url)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["run"],
        ["migrate"],
        ["program"],
        ["program", "check"],
        ["merchant"],
        ["merchant", "create"],
        ["merchant", "hook"],
        ["merchant", "hooks"],
        ["merchant", "unhook"],
        ["doctor"],
    ],
)
def test_help_is_everywhere(tmp_path: Path, words: list[str]) -> None:
    done = Terminal(tmp_path, "", "").run(*words, "--help")
    assert done.returncode == 0
    assert "Usage:" in done.stdout


def test_help_needs_no_heavy_module(tmp_path: Path) -> None:
    code = "import sys, bot.__main__; print({'tortoise', 'aiohttp', 'aiogram', 'redis'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "set()"


def test_wrong_usage(tmp_path: Path) -> None:
    code, said = Terminal(tmp_path, "", "").refused("nonsense")
    assert code == 2
    assert "nonsense" in said


def test_a_wrong_setting_is_one_line(tmp_path: Path) -> None:
    code, said = Terminal(tmp_path, "", "").refused("migrate", HTTP_PORT="x")
    assert code == 3
    assert said == "regulars: HTTP_PORT is wrong: it must be a number from 1 to 65535"


def test_a_database_that_is_not_there(terminal: Terminal) -> None:
    code, said = terminal.refused("merchant", "list", DATABASE_URL="postgresql://u:pass5a7@127.0.0.1:1/d")
    assert code == 4
    assert said.startswith("regulars: cannot connect to PostgreSQL")
    assert "pass5a7" not in said
    assert "\n" not in said


def test_an_unknown_role(terminal: Terminal) -> None:
    code, said = terminal.refused("run", "--only", "web,wbe")
    assert code == 2
    assert said == "regulars: there is no role wbe: roles are web, sender, scheduler, sandbox, bot"


def test_a_program_file_is_checked_without_a_database(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "postgresql://u@127.0.0.1:1/d", "")
    assert terminal.run("program", "check", str(EXAMPLES / "coffee.toml")).returncode == 0
    broken = tmp_path / "broken.toml"
    text = (EXAMPLES / "coffee.toml").read_text(encoding="utf-8")
    broken.write_text(text.replace('currency = "RUB"', 'currency = "XXRUB"'), encoding="utf-8")
    done = terminal.run("program", "check", str(broken))
    assert done.returncode == 1
    line = text[: text.index('currency = "RUB"')].count("\n") + 1
    assert f"line {line}: program.currency: " in done.stdout


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "there is no such file"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00"), "is not UTF-8 text"),
    ],
)
def test_a_program_file_that_cannot_be_read(tmp_path: Path, make: object, words: str) -> None:
    assert callable(make)
    make(tmp_path / "file.toml")
    code, said = Terminal(tmp_path, "", "").refused("program", "check", str(tmp_path / "file.toml"))
    assert code == 1
    assert words in said


def test_programs_are_applied_shown_and_added(terminal: Terminal) -> None:
    coffee = str(EXAMPLES / "coffee.toml")
    assert "there is no program yet" in terminal.refused("program", "show")[1]
    assert "Version 1 of three-cups is in force" in terminal.run("program", "apply", coffee).stdout
    assert "Nothing changes" in terminal.run("program", "apply", coffee).stdout
    assert terminal.run("program", "show").stdout.strip() == Path(coffee).read_text(encoding="utf-8").strip()

    changed = terminal.folder / "changed.toml"
    changed.write_text(Path(coffee).read_text(encoding="utf-8").replace("welcome = 100", "welcome = 120"))
    said = terminal.run("program", "apply", str(changed)).stdout
    assert "Version 2 of three-cups is in force" in said
    assert "points.welcome" in said

    token_file = terminal.folder / "token"
    token_file.write_text("nonsense")
    add = ["program", "add", str(EXAMPLES / "salon.toml"), "--bot-token-file", str(token_file)]
    assert "does not hold a bot token" in terminal.refused(*add)[1]
    token_file.write_text(TOKEN + "\n")
    done = terminal.run(*add)
    assert "Version 1" in done.stdout
    assert "Its bot starts when BOT_TOKEN is set" in done.stdout
    assert TOKEN not in done.stdout + done.stderr
    assert "there is a program of that name already" in terminal.refused(*add)[1]
    add[2] = str(EXAMPLES / "bakery.toml")
    assert terminal.refused(*add) == (1, "regulars: that bot serves another program")
    code, said = terminal.refused("run", "--only", "web", BOT_TOKEN=TOKEN, HTTP_PORT=str(free_port()))
    assert (code, said) == (
        3,
        "regulars: BOT_TOKEN cannot be used for three-cups: that bot serves another program",
    )


def test_merchants_get_keys(terminal: Terminal) -> None:
    terminal.run("program", "apply", str(EXAMPLES / "coffee.toml"))
    created = json.loads(terminal.run("merchant", "create", "Кофе и Ко").stdout)
    assert created["merchant"] == "Кофе и Ко"
    assert created["api_key"].startswith("rk_")
    assert created["api_key"].endswith(created["key_hint"])

    code, said = terminal.refused("merchant", "create", "Кофе и Ко")
    assert (code, said) == (1, "regulars: there is a merchant of that name already: Кофе и Ко")

    listed = terminal.run("merchant", "list").stdout
    assert [merchant["merchant"] for merchant in json.loads(listed)] == ["Кофе и Ко"]
    assert created["api_key"] not in listed

    rotated = json.loads(terminal.run("merchant", "rotate-key", "Кофе и Ко").stdout)
    assert rotated["api_key"] != created["api_key"]
    assert "there is no such merchant" in terminal.refused("merchant", "rotate-key", "nobody")[1]
    assert "there is no such program" in terminal.refused("merchant", "list", "--program", "nothing")[1]


@pytest.mark.parametrize("name", ["two\nlines", "red \x1b[31m", "a\tb", "\u2028", " "])
def test_a_name_is_one_line(terminal: Terminal, name: str) -> None:
    terminal.run("program", "apply", str(EXAMPLES / "coffee.toml"))
    code, said = terminal.refused("merchant", "create", name)
    assert (code, said) == (1, "regulars: a merchant's name is one line of 1 to 128 characters")
    _, said = terminal.refused("merchant", "rotate-key", name + "?")
    assert said.startswith("regulars: there is no such merchant: ")
    assert said.isprintable()


def test_hooks_get_a_path_and_a_secret(terminal: Terminal) -> None:
    terminal.run("program", "apply", str(EXAMPLES / "coffee.toml"))
    terminal.run("merchant", "create", "Кофе и Ко")
    made = json.loads(terminal.run("merchant", "hook", "Кофе и Ко", "standard", "--store", "center").stdout)
    assert (made["merchant"], made["vendor"], made["store"]) == ("Кофе и Ко", "standard", "center")
    assert re.fullmatch(r"/hooks/[A-Za-z0-9_-]{43}/standard", made["path"])
    assert made["secret"].startswith("whsec_")

    own = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    given = json.loads(terminal.run("merchant", "hook", "Кофе и Ко", "standard", "--secret", own).stdout)
    assert (given["secret"], given["store"]) == (own, None)
    assert given["path"] != made["path"]

    listed = terminal.run("merchant", "hooks", "Кофе и Ко").stdout
    assert [(hook["hook"], hook["store"]) for hook in json.loads(listed)] == [
        (made["hook"], "center"),
        (given["hook"], None),
    ]
    assert not [secret for secret in (own, made["secret"], made["path"].split("/")[2]) if secret in listed]


def test_hooks_go_by_id_path_or_address(terminal: Terminal) -> None:
    terminal.run("program", "apply", str(EXAMPLES / "coffee.toml"))
    terminal.run("merchant", "create", "Кофе")
    made = [json.loads(terminal.run("merchant", "hook", "Кофе", "standard").stdout) for _ in range(3)]
    named = [str(made[0]["hook"]), made[1]["path"], f"https://cafe.example{made[2]['path']}"]
    for hook, name in zip(made, named, strict=True):
        done = json.loads(terminal.run("merchant", "unhook", "Кофе", name).stdout)
        assert done == {"hook": hook["hook"], "merchant": "Кофе", "removed": True}
    assert json.loads(terminal.run("merchant", "hooks", "Кофе").stdout) == []
    for name in (named[0], named[1], "9" * 40):
        code, said = terminal.refused("merchant", "unhook", "Кофе", name)
        assert (code, said) == (1, "regulars: the merchant has no such hook")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody", "standard"], "there is no such merchant: nobody"),
        (["Кофе", "standart"], "there is no such vendor: standart, known are standard"),
        (["Кофе", "standard", "--store", "moon"], "there is no such store: moon"),
        (
            ["Кофе", "standard", "--secret", "s3cret"],
            "the vendor cannot sign with this secret: expected whsec_",
        ),
        (["Кофе", "standard", "--program", "nothing"], "there is no such program"),
    ],
)
def test_hooks_that_cannot_be_made(terminal: Terminal, arguments: list[str], words: str) -> None:
    terminal.run("program", "apply", str(EXAMPLES / "coffee.toml"))
    terminal.run("merchant", "create", "Кофе")
    code, said = terminal.refused("merchant", "hook", *arguments)
    assert code == 1
    assert said.startswith(f"regulars: {words}")
    assert "s3cret" not in said
    assert "\n" not in said


def test_migrate_says_when_there_is_nothing_to_do(terminal: Terminal) -> None:
    done = terminal.started("migrate")
    assert done.returncode == 0
    assert done.stdout.strip() == "The tables are up to date"


async def test_a_database_of_a_newer_regulars_is_left_alone(terminal: Terminal, database: str) -> None:
    from services.database import rows

    await rows(
        "insert into tortoise_migrations (app, name, applied_at) values ('models', '9999_later', '2026-01-01Z')"
    )
    code, said = terminal.refused("migrate", DATABASE_URL=database)
    assert code == 3  # `regulars run` ends at this code instead of trying again for ever
    assert "newer Regulars (it has 9999_later)" in said


@pytest.mark.parametrize("content", [None, b"[program]\n", b"\xff\xfe", ""])
def test_a_bad_first_program_file_ends_the_start_with_what_is_wrong(
    terminal: Terminal, tmp_path: Path, content: bytes | str | None
) -> None:
    path = tmp_path / "mine.toml"
    if content == "":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    done = terminal.started("run", PROGRAM_FILE=str(path), HTTP_PORT=str(free_port()))
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert f"{path}" in done.stderr
    assert "again in" not in done.stdout


def test_another_secret_key_ends_the_start_with_one_line(terminal: Terminal) -> None:
    assert terminal.run("program", "add", *_salon(terminal)).returncode == 0
    done = terminal.started("run", SECRET_KEY="another key of sixteen", HTTP_PORT=str(free_port()))
    assert done.returncode == 3, done.stderr
    assert "SECRET_KEY is not the one" in done.stderr
    assert "again in" not in done.stdout


def test_doctor_finds_what_is_wrong(terminal: Terminal) -> None:
    done = terminal.run("doctor", HTTP_PORT="1")
    assert done.returncode == 4
    assert "PostgreSQL answers" in done.stdout
    assert "WRONG" in done.stdout
    assert "the HTTP API does not answer at http://127.0.0.1:1: Regulars is not running" in done.stdout
    done = terminal.run("doctor", REDIS_URL="redis://127.0.0.1:1")
    assert "WRONG  Redis cannot be used: Redis does not answer" in done.stdout
    done = terminal.run("doctor", DATABASE_URL="postgresql://u:pass5a7@127.0.0.1:1/d")
    assert "WRONG  cannot connect to PostgreSQL" in done.stdout
    assert "pass5a7" not in done.stdout
