"""What changes in a program, in words: no key of the file, names for codes, numbers as people write them."""

from collections.abc import Iterator

import pytest

from bot.ui import changes, program
from bot.ui.texts import Texts, languages, texts_for
from services.program_file import ProgramConfig, add, difference, edit, parse, remove
from services.program_file.values import LocalText, Section
from services.program_file.wording import section_of_key, written_keys
from services.program_file.written import Value
from tests.bot.ui.telegram_html import plain
from tests.services.program_file.files import COFFEE

BEANS = {"one": "bean", "other": "beans"}
LISTS = (
    "tiers",
    "merchants",
    "stores",
    "employees",
    "segments",
    "offers",
    "promo_codes",
    "coupons",
    "stamps",
    "memberships",
    "clubs",
    "earning",
    "favourite_categories",
)


def english() -> Texts:
    return texts_for("en", point_names=BEANS)


def line(text: str, texts: Texts | None = None) -> str:
    """The only change, as one reads it."""
    (change,) = difference(parse(COFFEE), parse(text))
    return plain(changes.line(texts or english(), change)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("points.base_rate", "7%", "Base rate: 5% → 7%"),
        ("points.welcome", 150, "Gift for joining: 100 beans → 150 beans"),
        ("points.pending", "14d", "Points come after: 0 days → 14 days"),
        ("points.expire_after", "none", "Points burn after: 365 days → never"),
        ("points.minor_units_per_point", 50, "A point pays: ₽1 → ₽0.50"),
        ("points.refunds", "within_balance", "Spent points of a refund: become a debt → are forgiven"),
        ("points.name.en.one", "grain", "Word for points (English, for one): bean → grain"),
        (
            "points.excluded_categories",
            ["tobacco"],
            "Categories without points: tobacco, gift-card → tobacco",
        ),
        ("tiers[1].from", 6000, "Tier “Friend”: from purchases of: ₽5,000 → ₽6,000"),
        ("tiers[1].bonus", "2.5%", "Tier “Friend”: on top of the base rate: 2% → 2.5%"),
        ("tiers[1].title.en", "Pal", "Tier “Friend”: name (English): Friend → Pal"),
        ("stores[0].timezone", "Asia/Omsk", "time zone: Moscow → Omsk"),
        ("employees[2].role", "manager", "Employee “Анна”: role: cashier → manager"),
        ("employees[2].store", "ural", "store: Три чашки на Покровке → Три чашки на Вайнера"),
        ("program.quiet_hours.from", "22:00", "Quiet hours begin: 21:00 → 22:00"),
        ("program.languages", ["ru"], "Languages: Russian, English → Russian"),
        ("survey.enabled", False, "Ask after a purchase: yes → no"),
        ("survey.rest_days", 1, "Survey not more often than once in: 14 days → 1 day"),
        ("offers[1].gives.points", 200, "Offer “Happy birthday”: gives: 150 beans → 200 beans"),
        ("offers[0].on_enter", "lost", "to whom enters the segment: At risk → Lost"),
        ("promo_codes[0].points", 60, "Promo code “Листовки у входа”: gives: 50 beans → 60 beans"),
        ("texts.en.card-hint", "Hi", "Text “Under the card” (English): Hi"),
        ("segments[1].when.all[2].not.is", "friend", "not (tier = Friend)"),
    ],
)
def test_a_change_reads_as_words(key: str, value: Value, words: str) -> None:
    text = edit(COFFEE, key, value)
    if key == "program.languages":
        text = COFFEE.replace('languages = ["ru", "en"]', 'languages = ["ru"]')
        text = text.split("[texts.en]", maxsplit=1)[0]
        said = [plain(changes.line(english(), one)) for one in difference(parse(COFFEE), parse(text))]
        assert any(words in one for one in said)
        return
    assert words in line(text)


def test_a_russian_admin_reads_russian() -> None:
    russian = texts_for("ru")
    assert "Базовая ставка: 5 % → 7,5 %" in line(edit(COFFEE, "points.base_rate", "7.5%"), russian)
    changed = line(edit(COFFEE, "tiers[1].from", 6000), russian)
    assert "Уровень «Друг»: от суммы покупок: 5 000 ₽ → 6 000 ₽" in changed
    moved = line(edit(COFFEE, "stores[0].timezone", "Europe/Berlin"), russian)
    assert moved.endswith("часовой пояс: Москва → Берлин")


def test_an_entry_comes_with_what_is_said_of_it_and_goes_by_name() -> None:
    entry = {"code": "mall", "name": "Mall <b>", "timezone": "Asia/Dubai", "address": "Street 1"}
    assert line(add(COFFEE, "stores", entry)) == (
        "➕ New store “Mall <b>” (time zone: Dubai; address: Street 1)"
    )
    assert line(remove(COFFEE, "employees[4]")) == "➖ Employee “Дарья” goes"


def keys(model: type[Section], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every key that a section knows, those of sections inside it too."""
    for key in written_keys(model):
        inner = section_of_key(model, key)
        if inner is None or inner is LocalText or (path, key) == (("points",), "name"):
            yield (*path, key)
        else:
            yield from keys(inner, (*path, key))


def test_every_key_of_the_file_has_words() -> None:
    for language in languages():
        for path in keys(ProgramConfig):
            section, rest = path[0], path[1:]
            if section == "texts" or (section in LISTS and rest == ("code",)) or "when" in path:
                continue
            assert "." not in changes.label(texts_for(language), section, rest), path
    for section in LISTS:
        for kind in ("in", "new", "gone"):
            assert english().has(f"changes-{kind}-{section.replace('_', '-')}")


def test_a_name_with_quotes_stands_in_quotes() -> None:
    text = edit(COFFEE, "stores[0].name", "Пекарня «У Боба»")
    (change,) = difference(parse(text), parse(edit(text, "stores[0].timezone", "Asia/Omsk")))
    assert "Точка «Пекарня „У Боба“»: часовой пояс" in plain(changes.line(texts_for("ru"), change))


def test_of_many_changes_entries_come_first_and_the_rest_is_counted() -> None:
    text = remove(COFFEE, "employees[4]")
    for key in ("join-done", "join-done-card", "survey-glad", "survey-sorry", "offers-none", "card-hint"):
        for language in ("ru", "en"):
            text = edit(text, f"texts.{language}.{key}", "Hi")
    for place in range(3):
        for key, value in (("bonus", "9%"), ("title.ru", "А"), ("title.en", "B"), ("benefits.en", "C")):
            text = edit(text, f"tiers[{place}].{key}", value)
    found = difference(parse(COFFEE), parse(text))
    lines = plain(program.ask_undo(english(), changes=found, version=2).text).split("\n")
    assert len(found) == program.MOST_LINES
    assert lines[1] == "➖ Employee “Дарья” goes"
    assert len(lines) == program.MOST_LINES + 1
    more = difference(parse(COFFEE), parse(edit(edit(text, "points.welcome", 1), "points.base_rate", "1%")))
    assert plain(program.ask_undo(english(), changes=more, version=2).text).endswith("… and 2 more")


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ('window = "year"', "Tiers count the last: all time → calendar year"),
        ('window = "90d"', "Tiers count the last: all time → 90 days"),
        ('measured_by = "points"', "Tiers go by: money spent → points earned"),
        ('downgrade = "by_balance"', "A tier goes down: one step at a time → as far as the purchases say"),
        ('window = "year"\ngrace = "14d"', "Grace before a tier goes down: 0 days → 14 days"),
    ],
)
def test_the_rules_of_tiers_read_as_words(rules: str, words: str) -> None:
    changed = parse(f"{COFFEE}\n[tier_rules]\n{rules}\n")
    said = [plain(changes.line(english(), one)) for one in difference(parse(COFFEE), changed)]
    assert any(words in one.replace("\u00a0", " ") for one in said), said


def test_what_a_tier_gives_reads_as_words() -> None:
    more = 'discount = "3%"\nmax_share = "70%"\nearly_access_days = 2\nfree_items = { ru = "сироп", en = "syrup" }'
    text = COFFEE.replace('code = "friend"\n', f'code = "friend"\n{more}\n', 1)
    assert text != COFFEE
    said = " ".join(plain(changes.line(english(), one)) for one in difference(parse(COFFEE), parse(text)))
    for words in ("discount: 0% → 3%", "up to: 70%", "earlier by: 0 days → 2 days", "(English): syrup"):
        assert words in said.replace("\u00a0", " "), said


def test_visits_of_a_tier_are_no_money() -> None:
    visits = f'{COFFEE}\n[tier_rules]\nmeasured_by = "visits"\n'
    (change,) = difference(parse(visits), parse(edit(visits, "tiers[1].from", 12)))
    assert change.after == "12"
    assert plain(changes.line(english(), change)).endswith("→ 12 visits")
