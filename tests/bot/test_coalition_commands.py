"""`regulars settlement` and `regulars program check --replay`, as a person types them."""

from datetime import UTC, datetime
from pathlib import Path
from zipfile import is_zipfile

import pytest

from bot.embedded import Addresses
from services.database import rows
from tests.factories import joined
from tests.services.coalition import coalition_text, open_coalition
from tests.terminal import Terminal

NOW = datetime(2026, 10, 15, 9, 0, tzinfo=UTC)
OCTOBER = ("--from", "2026-10-01", "--to", "2026-10-31")


@pytest.fixture
def terminal(tmp_path: Path, database: str, servers: Addresses) -> Terminal:
    return Terminal(tmp_path, database, servers.redis_url)


async def test_a_month_is_settled_and_new_rules_are_tried(terminal: Terminal) -> None:
    program, shops = await open_coalition(NOW)
    ann = await joined(program, NOW)
    await shops["Coffee"].sell(ann, 90_000)  # 45 points
    await shops["Bakery"].sell(ann, 10_000, pay=40)
    await shops["Bakery"].take_card((await shops["Coffee"].sell_card(50_000)).code, 1_000)

    book = terminal.folder / "october.xlsx"
    done = terminal.run("settlement", *OCTOBER, "--xlsx", str(book))
    lines = done.stdout.splitlines()
    assert lines[0] == "2026-10-01 to 2026-10-31, Europe/Moscow, RUB"
    assert next(line.split() for line in lines if line.startswith("Coffee ")) == ["Coffee", "Bakery", "42.00"]
    heading = next(at for at, line in enumerate(lines) if line.startswith("Gift cards of"))
    assert ["Coffee", "Bakery", "10.00", "0.00"] in [line.split() for line in lines[heading:]]
    assert is_zipfile(book)
    assert [
        act["actor"] for act in await rows("select actor from audit where action = 'settlement.export'")
    ] == ["command line"]
    assert (
        "Nobody owes anybody"
        in terminal.run("settlement", "--from", "2026-09-01", "--to", "2026-09-30").stdout
    )

    file = terminal.folder / "new.toml"
    file.write_text(coalition_text().replace('base_rate = "5%"', 'base_rate = "20%"', 1))
    shown = terminal.run("program", "check", str(file), "--replay", *OCTOBER).stdout
    assert "can be applied" in shown or "is fine" in shown
    assert "2 receipts with a customer, 2026-10-01 to 2026-10-31, in RUB" in shown
    present, new = (line.split() for line in shown.splitlines()[-2:])
    assert present[:5] == ["center", "present", "2", "1000.00", "51"]
    assert new[:4] == ["new", "2", "1000.00", "186"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("settlement", "--from", "October"), "is not a day such as"),
        (("settlement", "--from", "2026-10-31", "--to", "2026-10-01"), "the first day to the last"),
    ],
)
async def test_days_that_are_none(terminal: Terminal, arguments: tuple[str, ...], words: str) -> None:
    await open_coalition(NOW)
    code, said = terminal.refused(*arguments)
    assert code == 1
    assert words in said


async def test_a_wrong_file_is_not_replayed(terminal: Terminal) -> None:
    file = terminal.folder / "wrong.toml"
    file.write_text(coalition_text().replace('"5%"', '"lots"', 1))
    done = terminal.run("program", "check", str(file), "--replay")
    assert (done.returncode, "expected a rate" in done.stdout, "receipts" in done.stdout) == (1, True, False)
    file.write_text(coalition_text())
    assert "there is no such program" in terminal.refused("program", "check", str(file), "--replay")[1]
