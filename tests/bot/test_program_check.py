"""`regulars program check` and the failures that say what is wrong with a file."""

from pathlib import Path

from bot.commands.programs import check
from bot.failures import explain
from services.program_file import ProgramFileError, difference, parse
from services.program_file import check as check_text

EXAMPLE = Path(__file__).parents[2] / "examples/coffee.toml"


def checked(path: Path, text: str) -> tuple[int, list[str]]:
    """The exit code and what was said of a file with this text."""
    path.write_text(text, encoding="utf-8")
    said: list[str] = []
    return check(path, said.append), said


def test_a_typo_on_a_late_line_has_its_line_and_key(tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8").replace("until = 2027-12-31", "untill = 2027-12-31")
    line = text.split("\n").index("untill = 2027-12-31") + 1
    file = tmp_path / "file.toml"
    code, said = checked(file, text)
    assert (code, said) == (
        1,
        [f"{file}: line {line}: promo_codes[0].untill: there is no such key; did you mean “until”?"],
    )


def test_text_that_is_not_toml_has_its_line(tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8").replace('title = "Листовки у входа"', 'title = "Листовки у входа')
    line = text.split("\n").index('title = "Листовки у входа') + 1
    file = tmp_path / "file.toml"
    code, said = checked(file, text)
    assert code == 1
    assert said[0].startswith(f"{file}: line {line}: this is not TOML: a character that may not stand here")


def test_a_warning_is_called_one(tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8").replace('refunds = "debt"', 'refunds = "within_balance"')
    code, said = checked(tmp_path / "file.toml", text)
    assert code == 0
    assert "points.refunds: warning: can be farmed" in said[0]
    assert said[1].endswith("can be applied")


def test_a_refused_file_says_every_problem_in_english() -> None:
    text = EXAMPLE.read_text("utf-8").replace('role = "owner"', 'role = "boss"').replace('"3d"', '"soon"')
    words, code = explain(ProgramFileError(check_text(text)))
    assert code == 1
    assert [line.split(": ")[1] for line in words.splitlines()] == [
        "employees[0].role",
        "survey.expires_after",
    ]
    assert "must be one of these words; there are: cashier, manager, admin, owner" in words


def test_a_change_reads_on_one_line() -> None:
    text = EXAMPLE.read_text("utf-8")
    (change,) = difference(parse(text), parse(text.replace('base_rate = "5%"', 'base_rate = "7%"')))
    assert str(change) == "points.base_rate: 5% -> 7%"
