"""/work, /find and /rating: the least that one at the till needs, found by digits or by a photo."""

from datetime import timedelta
from io import BytesIO

import pytest
import pytest_asyncio
import segno
from PIL import Image

from bot.ui.card import picture
from sandbox.client import Chat
from sandbox.people import CASHIER_ID
from services import codes, employees, merchants, surveys
from services.customers import Customer
from services.database import rows
from services.receipts import batch
from services.receipts.state import Pending
from tests.bot_at_work import KEYRING, Work, forged, words
from tests.factories import card, encode, joined, receipt


@pytest_asyncio.fixture
async def ann(work: Work) -> Customer:
    return await joined(work.program, work.clock.now(), phone="+79995550101")


async def hired(work: Work, code: str) -> Chat:
    employee = next(one for one in await employees.every(work.program.id) if one.code == code)
    now = work.clock.now()
    secret = await employees.invite(work.program.id, employee.id, actor="test", keyring=KEYRING, now=now)
    work.world.people[CASHIER_ID].language_code = "en"
    chat = work.chat(CASHIER_ID)
    await chat.start(f"staff_{secret}")
    await chat.wait_for(button=words("staff-button-find"))
    return chat


@pytest_asyncio.fixture
async def anna(work: Work) -> Chat:
    """A cashier."""
    return await hired(work, "anna")


async def test_found_by_card_phone_and_code(work: Work, anna: Chat, ann: Customer) -> None:
    code = await codes.issue(work.program.id, ann.id, keyring=KEYRING, now=work.clock.now())
    await anna.send("/find")
    await anna.wait_for(words("staff-find"))
    spelled = f"{ann.card[:4]} {ann.card[4:]}"
    for typed in (ann.card, spelled, "8 (999) 555-01-01", "+7 999 555 01 01", code.digits):
        await anna.send(typed)
        found = await anna.wait_for("Balance: 100")
        assert "Ann" in found.text
        assert found.button(words("staff-button-profile")) is None  # a cashier sees the least
        assert "555" not in found.text
    assert len(await rows("select id from audit where action = 'customer.lookup'")) == 2


async def test_found_by_a_photo_of_the_card(work: Work, anna: Chat, ann: Customer) -> None:
    await anna.press(words("staff-button-find"))
    await anna.wait_for(words("staff-find"))
    shown = picture(program_name="Три чашки", number=ann.card, tier_name=None)
    with Image.open(BytesIO(shown)) as image:
        photo = BytesIO()
        image.convert("RGB").rotate(7, expand=True, fillcolor="grey").save(photo, "JPEG", quality=60)
    await anna.send_photo(photo.getvalue())
    await anna.wait_for("Balance: 100")


async def test_photos_without_a_card(anna: Chat) -> None:
    await anna.send("/find")
    await anna.wait_for(words("staff-find"))
    blank, foreign = BytesIO(), BytesIO()
    Image.new("RGB", (300, 300), "white").save(blank, "PNG")
    segno.make_qr("https://example.com/?x=<b>").save(foreign, kind="png", scale=8)
    for data in (blank.getvalue(), foreign.getvalue()):
        await anna.send_photo(data)
        await anna.wait_for("could not find a card")
    await anna.send_document("qr.png", foreign.getvalue())
    await anna.wait_for("could not find a card")


async def test_nobody_and_nonsense(anna: Chat) -> None:
    await anna.send("/find 1234567897")
    await anna.wait_for("Nobody found|could not find")
    for typed in ("<b>hello</b>", "1" * 100, "²³", "12", "abc 123456"):
        await anna.send(typed)
        await anna.wait_for("could not find a card")


async def test_guessing_codes_ends_after_five(work: Work, anna: Chat, ann: Customer) -> None:
    code = await codes.issue(work.program.id, ann.id, keyring=KEYRING, now=work.clock.now())
    wrong = "000000" if code.digits != "000000" else "111111"
    await anna.send("/find")
    await anna.wait_for(words("staff-find"))
    for _ in range(5):
        await anna.send(wrong)
        await anna.wait_for("Nobody found")
    await anna.send(code.digits)
    await anna.wait_for("Too many wrong codes")
    work.clock.moment += timedelta(minutes=1, seconds=1)
    await anna.send(code.digits)
    await anna.wait_for("Balance: 100")
    work.clock.moment += timedelta(seconds=90)
    await anna.send(code.digits)  # the code is dead
    await anna.wait_for("Nobody found")


async def test_phones_are_limited(work: Work, anna: Chat) -> None:
    await anna.send("/find")
    await anna.wait_for(words("staff-find"))
    for number in range(10):
        await anna.send(f"+7900000000{number}")
        await anna.wait_for("Nobody found")
    await anna.send("+79000000010")
    await anna.wait_for("Too many lookups")


async def rated(work: Work, customer: Customer, score: int) -> None:
    now = work.clock.now()
    till, _ = await merchants.create(work.program, f"Till {score}", actor="test", now=now)
    item = receipt(f"R-{score}", customer=card(customer), issued_at=now, employee="anna", currency="RUB")
    await batch.record(work.program.id, [Pending(till.id, "Till", item, now)], keyring=KEYRING, encode=encode)
    invitation = (await rows("select max(id) as id from invitation"))[0]["id"]
    await surveys.rate(work.program, invitation, customer.id, "employee", score, admin_ids=[], now=now)
    await surveys.comment(work.program, invitation, customer.id, "She <b>smiled</b>", admin_ids=[], now=now)


async def test_own_rating_without_the_words_of_customers(work: Work, anna: Chat, ann: Customer) -> None:
    await anna.send("/rating")
    await anna.wait_for(words("staff-rating-none"))
    await rated(work, ann, 4)
    await anna.send("/rating")
    shown = await anna.wait_for("4 of 5 · 1 rating")
    assert "★★★★☆" in shown.text
    assert "smiled" not in shown.text


async def test_a_manager_reads_the_words_and_opens_the_profile(work: Work, ann: Customer) -> None:
    await rated(work, ann, 5)
    maxim = await hired(work, "maxim")
    await maxim.send("/work")
    await maxim.wait_for("manager")
    await maxim.press(words("staff-button-team"))
    await maxim.wait_for(button="^Анна$")
    await maxim.press("^Анна$")
    shown = await maxim.wait_for("She <b>smiled</b>")
    assert shown.button(words("employees-button-role")) is None
    await maxim.send(f"/find {ann.card}")
    await maxim.wait_for(button=words("staff-button-profile"))
    await maxim.press(words("staff-button-profile"))
    profile = await maxim.wait_for("Phone: \\+7…0101")
    assert profile.button(words("customer-button-grant")) is None


@pytest.mark.parametrize("data", ["customer:open:1", "employees:show:1", "admin:show", "stats:show:week"])
async def test_a_cashier_presses_what_managers_press(work: Work, anna: Chat, data: str) -> None:
    with forged(work.world, CASHIER_ID, data) as press:
        answer = await press()
    assert answer is not None
    assert "does not work" in answer["text"]
