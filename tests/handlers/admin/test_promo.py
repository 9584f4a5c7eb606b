"""/promo: made from one line, sent as a file, stopped."""

from sandbox.client import Chat
from services import promo_batches
from tests.bot_at_work import Work, words
from tests.handlers.admin.conftest import Tap


async def test_codes_are_made_listed_and_stopped(work: Work, admin: Chat, tap: Tap) -> None:
    await admin.send("/promo")
    await admin.wait_for(words("promo-none"))
    await tap("promo-button-new", "What shall the codes")
    await admin.send("spring 100 3 30")
    await admin.wait_for("Make 3 codes SPRING-")
    await tap("promo-button-make", "SPRING: 3 codes")
    [batch] = await promo_batches.every(work.program)
    assert (batch.count, batch.points, batch.most_uses) == (3, 100, 1)
    await tap("promo-button-stop", "Stop SPRING?")
    await tap("promo-button-stop-yes", words("promo-stopped"))
    assert (await promo_batches.get(work.program, batch.id)).stopped_at == work.clock.now()


async def test_a_line_that_is_none_is_asked_for_again(work: Work, admin: Chat) -> None:
    await admin.send("/promo lots of codes")
    await admin.wait_for("That is not such a line")
    await admin.send("ten 10% 2")
    await admin.wait_for("Make 2 codes TEN-")
    assert await promo_batches.every(work.program) == ()


async def test_codes_may_multiply_what_is_earned(work: Work, admin: Chat, tap: Tap) -> None:
    await admin.send("/promo twice x2 2")
    await admin.wait_for("Make 2 codes TWICE-…, each ×2 to what is earned?")
    await tap("promo-button-make", "TWICE: 2 codes")
    [batch] = await promo_batches.every(work.program)
    assert (batch.earns, batch.rate, batch.points, batch.discount) == ("multiply", 20_000, 0, 0)


async def test_customers_make_no_codes(work: Work, maria: Chat) -> None:
    await maria.start()
    await maria.send("/promo SPRING 100 3")
    assert await promo_batches.every(work.program) == ()
