"""A gift card in the bot: looked at first, then turned into points, once."""

from sandbox.client import Chat
from sandbox.people import SECOND_CUSTOMER_ID
from services import customers, gift_cards, merchants, points
from services.database import row, rows
from services.gift_cards import NewGiftCard
from tests.bot_at_work import KEYRING, Work, forged, words
from tests.handlers.conftest import Join


async def sold(work: Work, key: str = "G-1") -> str:
    now = work.clock.now()
    found = await merchants.every(work.program)
    seller = found[0] if found else (await merchants.create(work.program, "Till", actor="test", now=now))[0]
    new = NewGiftCard(key, 50_050, "RUB", None, b"hash")
    return (await gift_cards.issue(work.program, seller.id, new, keyring=KEYRING, now=now)).code


async def balance(work: Work) -> int:
    customer = await customers.by_telegram(work.program.id, SECOND_CUSTOMER_ID)
    assert customer is not None
    return (await points.balance(work.program, customer.id, now=work.clock.now())).available


async def ask(alex: Chat) -> None:
    await alex.send("/offers")
    await alex.wait_for(button=words("gift-button"))
    await alex.press(words("gift-button"))
    await alex.wait_for("Type the code")


async def test_it_is_shown_before_it_becomes_points(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    code, before = await sold(work), await balance(work)
    await ask(alex)
    await alex.send("GIFT-CDFGHJKMNP")
    await alex.wait_for(words("errors-gift-card-unknown"))
    await alex.send(code.lower())  # asked for again without another button
    shown = await alex.wait_for(f"Gift card …{code[-4:]}")
    assert "₽500.5" in shown.text
    assert "It has no end date" in shown.text
    assert await balance(work) == before
    kept = await row("select data::text from conversation where telegram_id = $1", SECOND_CUSTOMER_ID)
    assert kept
    assert code.removeprefix("GIFT-") not in kept["data"]
    await alex.press("Turn into")
    await alex.wait_for("The gift card brought")
    assert await balance(work) == before + 500
    assert await rows("select kind, amount from gift_card_use order by id") == [
        {"kind": "issue", "amount": 50_050},
        {"kind": "redeem", "amount": -50_000},
    ]


async def test_a_code_may_be_sent_out_of_the_blue(work: Work, alex: Chat, join: Join) -> None:
    code = await sold(work)
    await alex.start()
    await alex.send(code)
    await alex.wait_for(words("errors-unknown-command"))  # nobody to turn it into points for
    await join(alex)
    await alex.send(code)
    await alex.wait_for(f"Gift card …{code[-4:]}")


async def test_the_button_of_an_older_question_turns_nothing(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    first, second = await sold(work), await sold(work, "G-2")
    before = await balance(work)
    for code in (first, second):
        await ask(alex)
        await alex.send(code)
        shown = await alex.wait_for(f"…{code[-4:]}")
    old = next(said for said in await alex.messages() if f"…{first[-4:]}" in said.text)
    action = old.body["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    for forgery in (action, "gift:redeem", "gift:redeem:1"):
        with forged(work.world, SECOND_CUSTOMER_ID, forgery) as press:
            answer = await press()
        assert answer is not None
        assert answer["text"]
    assert shown
    assert await balance(work) == before
