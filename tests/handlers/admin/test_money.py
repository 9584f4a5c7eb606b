"""A balance of money over the wire: chosen in /setup, given and read as money, and kept."""

from sandbox.client import Chat
from services import points
from services.programs import load
from tests.bot_at_work import Work
from tests.factories import joined
from tests.handlers.admin.conftest import Tap


async def test_money_from_setup_to_the_balance(work: Work, admin: Chat, tap: Tap) -> None:
    await admin.send("/setup")
    await admin.wait_for("Six short questions")
    await tap("setup-button-start", "Question 1 of 6")
    for number in range(2, 5):
        await tap("setup-button-keep", f"Question {number} of 6")
    await admin.press("^Деньги")  # the choices are in the program's own language
    await admin.wait_for("Question 5 of 6")
    await tap("setup-button-keep", "Question 6 of 6")
    shown = await tap("setup-button-keep", "Is everything right")
    assert "What comes back: Money (cashback)" in shown.text
    await tap("setup-button-confirm", "is running")
    program = await load(work.program.id)
    assert program.config.points.are_money

    ann = await joined(program, work.clock.now())
    for typed in ("12.505 a long wait", "-1 a long wait", "12.50"):
        await admin.send(f"/grant {ann.card} {typed}")
        await admin.wait_for("First an amount")
    await admin.send(f"/grant {ann.card} 12,50 a long wait")
    asked = await admin.wait_for("a long wait")
    assert "+₽12.50" in asked.text and "₽112.50" in asked.text  # a hundred for joining
    await tap("grant-button-confirm", "Cashback: ₽112.50")
    assert (await points.balance(program, ann.id, now=work.clock.now())).available == 11_250

    await admin.send("/setup")
    await admin.wait_for("Six short questions")
    await tap("setup-button-start", "Question 1 of 6")
    for number in range(2, 5):
        await tap("setup-button-keep", f"Question {number} of 6")
    answer = await admin.press("^балл$")
    assert "points stay points, and money stays money" in (answer.text or "")
