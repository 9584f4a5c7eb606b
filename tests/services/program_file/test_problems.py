import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ui import problems
from bot.ui.texts import texts_for
from services.errors import RegularsError
from services.program_file import Problem, ProgramFileError, check, edit, parse
from tests.services.program_file.files import COFFEE, SALON, SMALL, said, small


def problem(text: str, key: str) -> Problem:
    """The only problem at this key."""
    found = [problem for problem in check(text) if problem.key == key]
    assert len(found) == 1, [str(problem) for problem in check(text)]
    return found[0]


def after(text: str) -> str:
    return f"{SMALL}\n{text}"


WRONG = [
    (small(currency='"RUR"'), "program.currency", "not a currency of ISO 4217"),
    (small(currency='"eur"'), "program.currency", "did you mean “EUR”?"),
    (small(language='"english"'), "program.language", "not a language code"),
    (small(slug='"Small One"'), "program.slug", "small letters"),
    (small(name='" "'), "program.name", "not empty"),
    (small(name="7"), "program.name", "text in quotes"),
    (small(terms='{ ru = "Баллы" }'), "program.terms", "own language, en"),
    (SMALL.replace("slug", "slugg"), "program.slugg", "did you mean “slug”?"),
    (SMALL.replace("Berlin", "Berln"), "stores[0].timezone", "did you mean “Europe/Berlin”?"),
    (SMALL.replace(', other = "points"', ""), "points.name", "lacks the plural form other"),
    (SMALL.replace('"5%"', "5.0"), "points.base_rate", "expected a rate"),
    (SMALL.replace('"5%"', '"5.555%"'), "points.base_rate", "expected a rate"),
    (SMALL.replace('"5%"', '"101%"'), "points.base_rate", "from 0% to 100%"),
    (SMALL.replace("= 100", "= true"), "points.minor_units_per_point", "whole number"),
    (SMALL.replace("= 100", "= 0"), "points.minor_units_per_point", "at least 1"),
    (after('[lifecycle]\nlost_after = "10d"'), "lifecycle.lost_after", "later than at_risk_after"),
    (after("[lifecycle]\nat_risk_after = 60"), "lifecycle.at_risk_after", "a duration in quotes"),
    (after('[lifecycle]\nat_risk_after = "0d"'), "lifecycle.at_risk_after", "longer than zero"),
    (after("[lifecycle]\nactive_receipts = 9"), "lifecycle.loyal_receipts", "more than active_receipts"),
    (after('[survey]\ndelay = "soon"'), "survey.delay", "is not a duration"),
    (after("[survey]\nlow_score = 5"), "survey.low_score", "at most 4"),
    (after('[[employees]]\ncode = "a"\nname = "A"\nstore = "mian"'), "employees[0].store", "“main”?"),
    (after('[[employees]]\ncode = "a"\nname = "A"'), "employees[0].store", "needs a store"),
    (after('[[employees]]\ncode = "a"\nname = "A"\nrole = "boss"'), "employees[0].role", "one of"),
    (after('[[tiers]]\ncode = "a"\ntitle = "A"\nfrom = 5'), "tiers[0].from", "starts from 0"),
    (
        after(
            '[[tiers]]\ncode = "a"\ntitle = "A"\nfrom = 0\n[[tiers]]\ncode = "b"\ntitle = "B"\nfrom = "0.001"'
        ),
        "tiers[1].from",
        "too fine",
    ),
    (after('[tier_rules]\nwindow = "fortnight"'), "tier_rules.window", "write it like “365d”"),
    (after('[tier_rules]\nwindow = "36h"'), "tier_rules.window", "whole days"),
    (after('[tier_rules]\nwindow = ["year"]'), "tier_rules.window", "whole days"),
    (after('[tier_rules]\nwindow = "0d"'), "tier_rules.window", "whole days"),
    (after('[tier_rules]\nmeasured_by = "money"'), "tier_rules.measured_by", "spent, points, visits"),
    (after('[tier_rules]\nwindows = "year"'), "tier_rules.windows", "did you mean “window”?"),
    (after('[tier_rules]\nwindow = "month"\ngrace = "28d"'), "tier_rules.grace", "at most 27 days"),
    (after('[tier_rules]\nwindow = "30d"\ngrace = "30d"'), "tier_rules.grace", "at most 29 days"),
    (after('[tier_rules]\nwindow = "year"\ngrace = "5h"'), "tier_rules.grace", "expected whole days"),
    (
        after('[tier_rules]\nmeasured_by = "visits"\n[[tiers]]\ncode = "a"\ntitle = "A"\nfrom = "0"'),
        "tiers[0].from",
        "points or visits here",
    ),
    (after('[[promo_codes]]\ncode = "x"\npoints = 5'), "promo_codes[0].code", "3 to 32"),
    (
        after('[[promo_codes]]\ncode = "SPRING"\npoints = 5\nfrom = 2026-05-01\nuntil = 2026-04-01'),
        "promo_codes[0].until",
        "ends before it begins",
    ),
    (after('[texts.de]\nwelcome = "Hallo"'), "texts.de", "not one of the program's languages"),
    (after('[texts.en]\nwelcome = "Hi {name"'), "texts.en.welcome", "stands alone"),
]


@pytest.mark.parametrize(("text", "key", "words"), WRONG, ids=[f"{key}-{words}" for _, key, words in WRONG])
def test_a_mistake_is_named(text: str, key: str, words: str) -> None:
    found = problem(text, key)
    assert words in said(found)
    assert not found.warning
    with pytest.raises(ProgramFileError) as refused:
        parse(text)
    assert found in refused.value.problems


@pytest.mark.parametrize("name", ["a\\u0007b", "a\\tb", "a\\nb", "\\u001b[31m", "a\\u2028b", "\\u202Eab"])
@pytest.mark.parametrize("key", ["program.name", "program.merchant", "stores[0].name", "employees[1].name"])
def test_a_name_is_one_line(key: str, name: str) -> None:
    text = edit(COFFEE, key, "PLACE").replace('"PLACE"', f'"{name}"')
    assert "one line" in said(problem(text, key))


def test_the_smallest_file_is_right() -> None:
    assert check(SMALL) == []


def test_a_problem_has_its_line_and_key() -> None:
    text = COFFEE.replace("from = 20000", "from = 5000")
    line = text.split("\n").index('code = "family"') + 3
    found = problem(text, "tiers[2].from")
    assert (found.line, found.key, found.code) == (line, "tiers[2].from", "tier_order")
    assert problems.line(texts_for("en"), found).startswith(f"line {line}, tiers[2].from: tiers rise")


def test_lines_are_right_behind_strings_of_many_lines_and_windows_line_ends() -> None:
    terms = '"""\nBe kind.\n[points]\nname = 3\n"""'
    text = small(terms=terms).replace('"Europe/Berlin"', '"Nowhere"')
    line = text.split("\n").index('timezone = "Nowhere"') + 1
    assert problem(text, "stores[0].timezone").line == line
    assert problem(text.replace("\n", "\r\n"), "stores[0].timezone").line == line


def test_all_problems_come_at_once_in_the_order_of_lines() -> None:
    text = small(currency='"XXY"') + '\n[[employees]]\ncode = "a"\nname = ""\nstore = "nowhere"\n[survy]\n'
    found = check(text)
    assert [found_problem.key for found_problem in found] == [
        "program.currency",
        "employees[0].name",
        "employees[0].store",
        "survy",
    ]
    assert [found_problem.line for found_problem in found] == sorted(one.line for one in found)


def test_a_missing_key_is_named_at_its_table() -> None:
    text = after('[[stores]]\ncode = "two"\nname = "Two"')
    found = problem(text, "stores[1].timezone")
    assert (found.line, said(found)) == (SMALL.count("\n") + 2, "this key is missing")


@pytest.mark.parametrize("section", ["program", "points", "stores"])
def test_an_empty_file_lacks_its_sections(section: str) -> None:
    assert section in said(problem("", section))


@pytest.mark.parametrize("section", ["tiers", "stores", "employees", "segments", "offers"])
def test_a_code_is_the_code_of_one_entry(section: str) -> None:
    data = tomllib.loads(COFFEE)
    first, second = (data[section][place]["code"] for place in (0, 1))
    text = COFFEE.replace(f'code = "{second}"', f'code = "{first}"')
    assert "the code of two entries" in said(problem(text, f"{section}[1].code"))


def test_promo_codes_are_the_same_in_small_letters() -> None:
    text = after('[[promo_codes]]\ncode = "Spring"\npoints = 5\n[[promo_codes]]\ncode = "SPRING"\npoints = 5')
    assert "two entries" in said(problem(text, "promo_codes[1].code"))


def test_an_own_segment_cannot_take_the_code_of_one_that_every_program_has() -> None:
    text = after('[[segments]]\ncode = "lost"\ntitle = "Lost"\nwhen = { fact = "receipts", is = 0 }')
    assert "every program has" in said(problem(text, "segments[0].code"))


OFFER = '[[offers]]\ncode = "a"\non_enter = "at_risk"\ntitle = "A"\n'
OFFERS = [
    (OFFER.replace("at_risk", "at_rsk") + 'text = "x"', "offers[0].on_enter", "did you mean “at_risk”?"),
    (OFFER + 'text = "{nam}"', "offers[0].text", "there is no variable {nam}"),
    (OFFER + 'text = "{points}"', "offers[0].text", "there is no variable {points}"),
    (OFFER + 'text = "{code}"\ngives = { points = 5 }', "offers[0].text", "there is no variable {code}"),
    (OFFER + 'text = "x"\ngives = {}', "offers[0].gives", "either points or a promo_code"),
    (OFFER + 'text.en = "{oops}"', "offers[0].text.en", "there is no variable {oops}"),
]


@pytest.mark.parametrize(("offer", "key", "words"), OFFERS)
def test_an_offer_refers_to_what_exists(offer: str, key: str, words: str) -> None:
    assert words in said(problem(after(offer), key))


def test_texts_are_checked_against_the_bots_own() -> None:
    catalogue = {"join-welcome": frozenset({"program"})}
    text = after('[texts.en]\njoin-welcome = "{progam}"\njoin-welcom = "x"')
    keys = {found.key: said(found) for found in check(text, catalogue=catalogue)}
    assert "there are: {program}" in keys["texts.en.join-welcome"]
    assert "did you mean “join-welcome”?" in keys["texts.en.join-welcom"]
    assert check(after('[texts.en]\njoin-welcome = "{program}"'), catalogue=catalogue) == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (after('[tier_rules]\ngrace = "5d"'), "tier_rules.grace"),
        (SMALL.replace('"5%"', "5"), "points.base_rate"),
        (SMALL.replace('"5%"', '"60%"'), "points.base_rate"),
        (SMALL.replace("base_rate", 'refunds = "within_balance"\nbase_rate'), "points.refunds"),
        (small(language='"en"\nlanguages = ["ru"]', terms='{ en = "Be kind." }'), "program.terms"),
        (small(terms='{ en = "Be kind.", de = "Sei lieb." }'), "program.terms.de"),
    ],
)
def test_a_warning_does_not_refuse(text: str, key: str) -> None:
    assert problem(text, key).warning
    assert parse(text).program.slug == "small"


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5_000,
        "a = " + "9" * 5_000,
        "a" + ".a" * 100_000 + " = 1",
        "[" + '" " . ' * 30_000 + "a]",
        "x" * 300_000,
        'a = "\x00"',
        "a = 1\na = 2",
        "a = 1e99999999999999999999",
        "\ufeff[program]",
        "program = 1\npoints = []\nstores = {}\ntexts = [1]",
        "[program]\nslug = nan\nname = inf",
        '"a\\nb" = 1',
    ],
)
def test_a_hostile_text_gets_a_line_and_not_a_traceback(text: str) -> None:
    assert check(text)
    assert all("\n" not in str(found) and len(str(found)) < 500 for found in check(text))


def test_a_control_character_is_refused_because_no_database_takes_it() -> None:
    found = check(small(name='"a\\u0000b"'))
    assert any("control character" in said(one) for one in found if one.key == "program.name")


def test_the_error_is_one_of_ours() -> None:
    with pytest.raises(RegularsError) as refused:
        parse("[program")
    assert refused.value.code == "program_file_invalid"
    assert refused.value.facts["count"] == 1


@settings(deadline=None)
@given(st.text())
def test_no_text_makes_a_traceback(text: str) -> None:
    assert all(found.line >= 1 for found in check(text))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([COFFEE, SALON]),
    st.data(),
    st.text(alphabet="\"'[]{}=.,#\n \\0a%$-", max_size=8),
)
def test_no_mutation_of_an_example_makes_a_traceback(text: str, data: st.DataObject, piece: str) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    mutated = text[:start] + piece + text[end:]
    for found in check(mutated):
        assert 1 <= found.line <= mutated.count("\n") + 1
        assert "\n" not in str(found)
