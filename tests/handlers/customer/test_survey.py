"""The survey by taps and words: each thing once, one's own only, kind when it is too late."""

from datetime import timedelta

from sandbox.client import Chat
from sandbox.people import CUSTOMER_ID, SECOND_CUSTOMER_ID
from services import customers, merchants, points
from services.database import row, rows
from services.receipts.recorder import Recorder
from tests import factories
from tests.bot_at_work import KEYRING, Work, forged, words
from tests.handlers.conftest import Join

STAR = words("survey-star", score=5)
LOW = words("survey-star", score=2)


async def invite(work: Work, telegram_id: int, *, employee: str | None = "anna") -> int:
    """A receipt half an hour ago, and the survey that it leads to."""
    program = work.program
    customer = await customers.by_telegram(program.id, telegram_id)
    assert customer is not None
    merchant, _ = await merchants.create(
        program, f"Till of {telegram_id}", actor="test", now=work.clock.now()
    )
    recorder = Recorder(keyring=KEYRING, encode=factories.encode)
    sale = factories.receipt(
        customer=factories.card(customer), issued_at=work.clock.now(), amounts=(0,), employee=employee
    )
    await recorder.record(program.id, merchant.id, merchant.name, sale, arrived_at=work.clock.now())
    work.clock.moment += timedelta(minutes=31)
    found = await rows("select id from invitation where customer_id = $1", customer.id)
    number: int = found[0]["id"]
    return number


async def test_stars_for_the_visit_and_the_employee_and_a_comment(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    await invite(work, SECOND_CUSTOMER_ID)
    asked = await alex.wait_for(button=STAR)
    await alex.press(LOW)
    about = await alex.wait_for("Анна", button=words("survey-button-skip"))
    assert about.id == asked.id
    await alex.press(STAR)
    await alex.wait_for(words("survey-comment"), button=words("survey-button-done"))
    await alex.send('Cold <b>coffee</b> & "rain" 🌧')
    await alex.wait_for(words("survey-thanks-comment"))
    assert await rows("select question, score from answer order by id") == [
        {"question": "visit", "score": 2},
        {"question": "employee", "score": 5},
    ]
    assert await rows("select score from rating") == [{"score": 5}]
    assert await rows("select comment from invitation") == [{"comment": 'Cold <b>coffee</b> & "rain" 🌧'}]
    customer = await customers.by_telegram(work.program.id, SECOND_CUSTOMER_ID)
    assert customer is not None
    balance = await points.balance(work.program, customer.id, now=work.clock.now())
    assert balance.available == 110  # welcome, and thanks once
    assert await row("select count(*) as count from outbox where kind = 'low_score'") != {"count": 0}
    await alex.send("one more thing")  # nothing waits for it any more
    await alex.wait_for(words("errors-unknown-command"))


async def test_skipping_both(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    await invite(work, SECOND_CUSTOMER_ID)
    await alex.wait_for(button=STAR)
    await alex.press(STAR)
    await alex.wait_for(button=words("survey-button-skip"))
    await alex.press(words("survey-button-skip"))
    await alex.wait_for(button=words("survey-button-done"))
    await alex.press(words("survey-button-done"))
    await alex.wait_for(words("survey-thanks"))
    assert await rows("select question from answer") == [{"question": "visit"}]


async def test_a_second_tap_changes_nothing_and_goes_on(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    number = await invite(work, SECOND_CUSTOMER_ID, employee=None)
    await alex.wait_for(button=STAR)
    await alex.press(STAR)
    await alex.wait_for(words("survey-comment"))
    with forged(work.world, SECOND_CUSTOMER_ID, f"survey:visit:{number}:1") as press:
        await alex.mark()
        assert await press() is not None
    await alex.wait_for(words("survey-glad"))
    assert await rows("select score from answer") == [{"score": 5}]


async def test_too_late(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    await invite(work, SECOND_CUSTOMER_ID)
    await alex.wait_for(button=STAR)
    work.clock.moment += timedelta(days=4)
    await alex.press(STAR)
    await alex.wait_for(words("survey-too-late"), button=words("menu-back"))
    assert await rows("select score from answer") == []


async def test_somebody_elses_invitation(work: Work, maria: Chat, alex: Chat, join: Join) -> None:
    await join(alex)
    await factories.joined(work.program, work.clock.now(), telegram_id=CUSTOMER_ID)
    number = await invite(work, CUSTOMER_ID)
    for data in (f"survey:visit:{number}:1", f"survey:skip:{number}", f"survey:employee:{number}:1"):
        with forged(work.world, SECOND_CUSTOMER_ID, data) as press:
            await alex.mark()
            await press()
        await alex.wait_for(words("survey-too-late"))
    assert await rows("select score from answer") == []


async def test_a_score_that_no_button_has(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    number = await invite(work, SECOND_CUSTOMER_ID)
    await alex.wait_for(button=STAR)
    for score in ("6", "0", "-1", "x", "", "9" * 30, "٣"):
        with forged(work.world, SECOND_CUSTOMER_ID, f"survey:visit:{number}:{score}") as press:
            answer = await press()
        assert answer is not None
        assert answer["text"]
    assert await rows("select score from answer") == []
    assert not await broken(work)


async def broken(work: Work) -> list[str]:
    """What the bot said of itself when it broke: nothing."""
    return [
        text
        for text in (p.get("text", "") for p in work.requests("sendMessage"))
        if words("errors-internal") in text
    ]
