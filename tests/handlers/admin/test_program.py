"""/program, editing with buttons, and /setup: every change is a draft of the same file."""

import pytest

from sandbox.client import Chat, Said
from sandbox.people import ADMIN_ID, CASHIER_ID
from services import employees, programs
from services.customers import Customer
from services.database import rows
from services.programs import Program
from tests.bot_at_work import Work, words
from tests.handlers.admin.conftest import Tap

APPLY = "program-button-apply"


async def in_force(work: Work) -> Program:
    return await programs.load(work.program.id)


async def test_a_file_is_compared_applied_and_undone(work: Work, admin: Chat, tap: Tap) -> None:
    text = await programs.text(work.program)
    await admin.send("/program")
    await admin.wait_for("version 1")
    document = next(m for m in await admin.messages() if "document" in m.body)
    assert document.body["document"]["file_name"] == "three-cups.v1.toml"
    await admin.send_document("new.toml", text.replace('base_rate = "5%"', 'base_rate = "6%"').encode())
    shown = await admin.wait_for("1 thing will change")
    assert "Base rate: 5% → 6%" in shown.text
    assert (await in_force(work)).version == 1
    await tap(APPLY, "version 2 is in force")
    assert (await in_force(work)).config.points.base_rate == 600
    asked = await tap("program-button-undo", "Undo version 2")
    assert "Base rate: 6% → 5%" in asked.text
    await tap("program-button-undo-yes", "back as version 3")
    assert await programs.text(await in_force(work)) == text
    acts = await rows("select actor from audit where action = 'program.apply' and actor <> 'test'")
    assert [act["actor"] for act in acts] == [f"telegram:{ADMIN_ID}"] * 2


async def test_a_wrong_file_is_explained_with_line_and_key(work: Work, admin: Chat) -> None:
    text = (await programs.text(work.program)).replace('base_rate = "5%"', 'base_rate = "lots <b>"')
    await admin.send_document("bad.toml", text.encode())
    shown = await admin.wait_for("1 mistake")
    assert "line 27, points.base_rate: expected a rate" in shown.text
    for data in (b"\xff\xfe\x00", b"x" * 300_000):
        await admin.send_document("bad.toml", data)
        await admin.wait_for(words("program-not-a-file"))
    await admin.send_document("bad.toml", b"[program")
    await admin.wait_for("this is not TOML")
    await admin.send_document("same.toml", (await programs.text(work.program)).encode())
    await admin.wait_for(words("program-same"))
    other = (await programs.text(work.program)).replace('slug = "three-cups"', 'slug = "other"')
    await admin.send_document("other.toml", other.encode())
    await admin.wait_for(words("errors-other-program"))
    assert (await in_force(work)).version == 1


async def test_a_russian_admin_reads_russian(work: Work) -> None:
    work.world.people[ADMIN_ID].language_code = "ru"
    chat = work.chat(ADMIN_ID)
    await chat.start()
    text = await programs.text(work.program)
    wrong = text.replace("until = 2027-12-31", "untill = 2027-12-31").encode()
    await chat.send_document("bad.toml", wrong)
    shown = await chat.wait_for("В файле 1 ошибка")
    line = wrong.decode().split("\n").index("untill = 2027-12-31") + 1
    assert f"строка {line}, promo_codes[0].untill: такого ключа нет; может быть, «until»?" in shown.text
    await chat.send_document("new.toml", text.replace('bonus = "2%"', 'bonus = "2.5%"').encode())
    shown = await chat.wait_for("Изменится 1 место")
    assert "Уровень «Друг»: сверх базовой ставки: 2 % → 2,5 %" in shown.text.replace("\u00a0", " ")


async def test_two_admins_at_once(work: Work, admin: Chat, tap: Tap) -> None:
    text = await programs.text(work.program)
    await admin.send_document("mine.toml", text.replace('base_rate = "5%"', 'base_rate = "6%"').encode())
    await admin.wait_for("1 thing will change")
    theirs = text.replace('base_rate = "5%"', 'base_rate = "4%"')
    await programs.apply(theirs, actor="telegram:5", now=work.clock.now())
    answer = await admin.press(words(APPLY))
    assert "Somebody else changed the rules" in (answer.text or "")
    assert await programs.text(await in_force(work)) == theirs


async def walk(admin: Chat, tap: Tap, part: str, *labels: str) -> Said:
    """Open the rules, a part of them, and press through to a field."""
    await admin.send("/program")
    await admin.wait_for(button=words(f"program-part-{part}"))
    await admin.press(words(f"program-part-{part}"))
    await admin.wait_for(button=words("program-button-back"))
    said = await admin.last()
    for label in labels:
        await admin.press(label)
        said = await admin.wait_for()
    return said


async def test_a_rate_by_typing_and_by_button(work: Work, admin: Chat, tap: Tap) -> None:
    await walk(admin, tap, "rates", words("program-field-base_rate"))
    for typed in ("lots", "-1", "101", "5.555", "５%", "1e1"):
        await admin.send(typed)
        await admin.wait_for("Write a number from 0 to 100")
    await admin.send("7,5")
    assert "5% → 7.5%" in (await admin.wait_for("1 thing will change")).text
    await tap("program-button-cancel", "program-cancelled")
    assert (await in_force(work)).version == 1
    await walk(admin, tap, "rates", words("program-field-base_rate"))
    await admin.press("^10%$")
    await admin.wait_for("1 thing will change")
    await tap(APPLY, "version 2")
    assert (await in_force(work)).config.points.base_rate == 1000
    assert "# of what is paid with money" in await programs.text(await in_force(work))


@pytest.mark.parametrize(
    ("part", "labels", "typed", "expected"),
    [
        (
            "tiers",
            ("^Friend$", "From purchases"),
            "6000",
            "Tier “Friend”: from purchases of: ₽5,000 → ₽6,000",
        ),
        ("tiers", ("^Friend$", r"Name \(en\)"), "Pal <b>", "name (English): Friend → Pal <b>"),
        ("stores", ("Покровке", "Address"), "Street 5", "address: Москва, ул. Покровка, 1 → Street 5"),
        ("stores", ("Покровке", "Time zone"), "самара", "time zone: Moscow → Samara"),
        ("employees", ("^Анна$", "Name"), "Аня", "Employee “Анна”: name: Анна → Аня"),
        ("survey", ("Gift for an answer",), "25", "Gift for an answer: 10 beans → 25 beans"),
        ("survey", ("^Ask after$",), "45 min", "Survey comes after: 30 minutes → 45 minutes"),
        (
            "texts",
            (r"Under the card \(en\)",),
            "Show it & smile",
            "Text “Under the card” (English): Show it & smile",
        ),
    ],
)
async def test_every_part_is_edited(
    work: Work, admin: Chat, tap: Tap, part: str, labels: tuple[str, ...], typed: str, expected: str
) -> None:
    await walk(admin, tap, part, *labels)
    await admin.send(typed)
    shown = (await admin.wait_for("1 thing will change")).text
    assert expected in shown.replace("\u00a0", " ")
    await tap(APPLY, "version 2")


async def test_a_wrong_answer_has_the_choices_at_hand(admin: Chat, tap: Tap) -> None:
    await walk(admin, tap, "survey", "Ask after a purchase")
    await admin.send("perhaps")
    said = await admin.wait_for(words("program-wrong-switch"))
    assert said.button(words("program-yes"))
    assert said.button(words("program-no"))


@pytest.mark.parametrize(
    ("part", "code"), [("tiers", "legend"), ("stores", "legend"), ("employees", "legend")]
)
async def test_adding_and_removing(work: Work, admin: Chat, tap: Tap, part: str, code: str) -> None:
    await walk(admin, tap, part, words("program-button-add"))
    await admin.send("Legend")
    await admin.wait_for("will change")
    await tap(APPLY, "version 2")
    assert code in [one.code for one in getattr((await in_force(work)).config, part)]
    await walk(admin, tap, part, "^Legend$", words("program-button-remove"))
    await admin.wait_for("will change")
    await tap(APPLY, "version 3")
    assert code not in [one.code for one in getattr((await in_force(work)).config, part)]


async def test_what_others_refer_to_is_not_removed(work: Work, admin: Chat, tap: Tap) -> None:
    await walk(admin, tap, "tiers", "^Family$", words("program-button-remove"))
    said = await admin.wait_for(words("program-cannot"))
    wrong = "Segment “Big orders”: condition: there is no tier “family”; there are: friend, guest"
    assert wrong in said.text
    assert "line" not in said.text  # who pressed a button never saw the file
    assert (await in_force(work)).version == 1


async def test_a_wizard_survives_a_restart(work: Work, admin: Chat, tap: Tap) -> None:
    await walk(admin, tap, "rates", words("program-field-welcome"))
    await work.stop()
    await work.begin()
    await admin.send("200")
    await admin.wait_for("1 thing will change")
    await work.stop()
    await work.begin()
    await tap(APPLY, "version 2")
    assert (await in_force(work)).config.points.welcome == 200


async def test_six_questions(work: Work, admin: Chat, tap: Tap) -> None:
    await admin.send("/setup")
    await admin.wait_for("Six short questions")
    await tap("setup-button-start", "Question 1 of 6")
    await admin.send("x" * 61)
    await admin.wait_for(words("setup-wrong-name"))
    await admin.send("Bob's <b>Bakery</b>")
    await admin.wait_for("Question 2 of 6")
    await admin.send("Atlantis")
    await admin.wait_for(words("setup-wrong-place"))
    await admin.send("berlin")
    await admin.wait_for("Question 3 of 6")
    await tap("setup-button-back", "Question 2 of 6")
    await tap("setup-button-keep", "Question 3 of 6")
    await admin.send("XXX")
    await admin.wait_for(words("setup-wrong-currency"), button="^EUR$")
    await admin.press("^EUR$")
    asked = await admin.wait_for("Question 4 of 6")
    assert "first language is Russian. The word has 3 forms there" in asked.text
    await work.stop()
    await work.begin()
    await admin.send("one, two")
    await admin.wait_for(words("setup-wrong-points"))
    await admin.press("^бонус$")
    await admin.wait_for("Question 5 of 6")
    await admin.send("7,5")
    await admin.wait_for("Question 6 of 6")
    await admin.press("Yes, three")
    shown = await admin.wait_for("Is everything right")
    assert "Bob's <b>Bakery</b>" in shown.text
    assert "Place: Berlin" in shown.text
    assert "Euro (EUR)" in shown.text
    await tap("setup-button-confirm", "is running")
    config = (await in_force(work)).config
    assert (config.program.name, config.program.currency) == ("Bob's <b>Bakery</b>", "EUR")
    assert (config.stores[0].timezone, config.points.base_rate) == ("Europe/Berlin", 750)
    assert config.points.name["ru"].many == "бонусов"
    assert [tier.code for tier in config.tiers] == ["guest", "friend", "family"]


async def test_money_that_was_counted_keeps_its_currency(
    work: Work, admin: Chat, ann: Customer, tap: Tap
) -> None:
    await admin.send("/setup")
    await admin.wait_for("Six short questions")
    await tap("setup-button-start", "Question 1 of 6")
    await tap("setup-button-keep", "Question 2 of 6")
    await tap("setup-button-keep", "Question 3 of 6")
    answer = await admin.press("^EUR$")
    assert "receipts in RUB" in (answer.text or "")
    await tap("setup-button-keep", "Question 4 of 6")


async def test_setup_is_left(work: Work, admin: Chat, tap: Tap) -> None:
    await admin.send("/setup")
    await admin.wait_for("Six short questions")
    await tap("setup-button-start", "Question 1 of 6")
    for number in range(2, 7):
        await admin.press("Keep it")
        await admin.wait_for(f"{number} of 6")
    await tap("setup-button-keep", "Is everything right")
    await tap("setup-button-cancel", "setup-cancelled")
    assert (await in_force(work)).version == 1
    assert CASHIER_ID != ADMIN_ID


async def test_the_first_setup_may_start_clean(work: Work, admin: Chat, tap: Tap) -> None:
    """Nothing of the example is left in a program of one's own but those who work in the bot already."""
    await employees.seat(work.program.id, "cashier", CASHIER_ID, now=work.clock.now())
    await admin.send("/setup")
    await admin.wait_for("Six short questions")
    await tap("setup-button-start", "Question 1 of 6")
    await admin.send("Bakery")
    for number in range(2, 7):
        await admin.wait_for(f"{number} of 6")
        await admin.press("Keep it")
    shown = await admin.wait_for("Is everything right")
    assert "“Три чашки” as it was installed" in shown.text
    await tap("setup-button-clean", "is running")
    config = (await in_force(work)).config
    assert (config.program.slug, config.program.name) == ("three-cups", "Bakery")
    assert [(store.code, store.name) for store in config.stores] == [("main", "Bakery")]
    assert [(one.code, one.store) for one in config.employees] == [("anna", "main")]
    assert (config.offers, config.segments, config.texts) == ((), (), {})
    cashier = work.chat(CASHIER_ID)
    await cashier.start()
    await cashier.send("/work")
    await cashier.wait_for("Bakery")
    await admin.send("/setup")
    await admin.wait_for("Six short questions")
    await tap("setup-button-start", "Question 1 of 6")
    for _ in range(6):
        await admin.press("Keep it")
        last = await admin.wait_for()
    assert words("setup-button-clean") not in str(last.buttons)


async def test_a_russian_setup_reads_russian(work: Work) -> None:
    work.world.people[ADMIN_ID].language_code = "ru"
    chat = work.chat(ADMIN_ID)
    await chat.start()
    await chat.send("/setup")
    await chat.wait_for(button="Начать")
    await chat.press("Начать")
    await chat.wait_for("Вопрос 1 из 6")
    await chat.press("Оставить")
    asked = await chat.wait_for("Вопрос 2 из 6")
    assert "Сейчас: Москва" in asked.text
    assert asked.button("^Нью-Йорк$")
    await chat.send("дубай")
    await chat.wait_for("Вопрос 3 из 6")
    for number in (4, 5):
        await chat.press("Оставить")
        await chat.wait_for(f"Вопрос {number} из 6")
    await chat.send("7,5")
    await chat.wait_for("Вопрос 6 из 6")
    await chat.press("Оставить")
    shown = (await chat.wait_for("Проверьте")).text.replace("\u00a0", " ")
    for line in ("Место: Дубай", "Валюта: российский рубль (RUB)", "Сколько возвращаем: 7,5 %"):
        assert line in shown


async def test_lists_tell_what_people_ask_about(work: Work, admin: Chat, tap: Tap) -> None:
    assert "Анна: cashier · Три чашки на Покровке" in (await walk(admin, tap, "employees")).text
    assert "Friend: from ₽5,000, 2% on top" in (await walk(admin, tap, "tiers")).text
    assert "Три чашки на Покровке: Москва, ул. Покровка, 1" in (await walk(admin, tap, "stores")).text
