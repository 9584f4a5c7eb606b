"""A real aiogram bot against the stand-in: every method that the bot uses, through aiogram's own classes."""

import asyncio
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.enums import BotSubscriptionUpdatedState
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.filters import CommandStart
from aiogram.methods import CreateInvoiceLink, EditUserStarSubscription, SendInvoice
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    LabeledPrice,
    MenuButtonCommands,
    Message,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    TransactionPartnerUser,
)

from sandbox.client import Chat
from sandbox.people import BOT_TOKEN, CUSTOMER_ID
from sandbox.telegram import Fault, Limits, StandIn, acts
from tests.sandbox.pictures import png

GO = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Go", callback_data="go")]])


@pytest.fixture(autouse=True)
def started(world: StandIn) -> None:
    acts.start(world, world.bot_by_token(BOT_TOKEN), CUSTOMER_ID)


async def test_messages(bot: Bot) -> None:
    assert (await bot.get_me()).username == "regulars_sandbox_bot"
    sent = await bot.send_message(CUSTOMER_ID, "<b>да</b>", parse_mode="HTML", reply_markup=GO)
    assert (sent.text, sent.html_text) == ("да", "<b>да</b>")
    assert sent.reply_markup is not None
    assert sent.reply_markup.model_dump() == GO.model_dump()
    edited = await sent.edit_text("нет")
    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup) == ("нет", None)
    again = await sent.edit_reply_markup(reply_markup=GO)
    assert isinstance(again, Message)
    assert again.reply_markup is not None
    reply = await bot.send_message(
        CUSTOMER_ID, "x", reply_parameters=ReplyParameters(message_id=sent.message_id)
    )
    assert reply.reply_to_message is not None
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Phone", request_contact=True)]])
    await bot.send_message(CUSTOMER_ID, "x", reply_markup=keyboard)
    await bot.send_message(CUSTOMER_ID, "x", reply_markup=ReplyKeyboardRemove())
    assert await bot.send_chat_action(CUSTOMER_ID, "typing")
    assert await sent.react([ReactionTypeEmoji(emoji="👍")])
    assert await bot.pin_chat_message(CUSTOMER_ID, sent.message_id)
    assert await bot.unpin_chat_message(CUSTOMER_ID)
    assert (await sent.copy_to(CUSTOMER_ID)).message_id > sent.message_id
    assert (await sent.forward(CUSTOMER_ID)).forward_origin is not None
    assert await sent.delete()
    assert await bot.delete_messages(CUSTOMER_ID, [reply.message_id])


async def test_files(bot: Bot) -> None:
    picture = BufferedInputFile(png(640, 480), "card.png")
    sent = await bot.send_photo(CUSTOMER_ID, picture, caption="card", reply_markup=GO)
    assert sent.photo is not None
    file_id = sent.photo[-1].file_id
    assert (await bot.send_photo(CUSTOMER_ID, file_id)).photo == sent.photo
    edited = await sent.edit_caption(caption="new")
    assert isinstance(edited, Message)
    assert edited.caption == "new"
    media = InputMediaPhoto(media=BufferedInputFile(png(20, 20), "b.png"), caption="other")
    replaced = await sent.edit_media(media)
    assert isinstance(replaced, Message)
    assert replaced.photo is not None
    assert (replaced.caption, replaced.photo[0].width) == ("other", 20)
    document = await bot.send_document(CUSTOMER_ID, BufferedInputFile(b"[program]", "coffee.toml"))
    assert document.document is not None
    loaded = await bot.download(document.document)
    assert loaded is not None
    assert loaded.read() == b"[program]"


async def test_what_the_bot_says_of_itself(bot: Bot) -> None:
    scope = BotCommandScopeChat(chat_id=CUSTOMER_ID)
    commands = [BotCommand(command="help", description="x")]
    assert await bot.set_my_commands(commands, scope=scope, language_code="ru")
    known = await bot.get_my_commands(scope=scope, language_code="ru")
    assert [one.model_dump() for one in known] == [one.model_dump() for one in commands]
    assert await bot.delete_my_commands(scope=scope, language_code="ru")
    assert await bot.set_my_name("Coffee")
    assert (await bot.get_my_name()).name == "Coffee"
    assert (await bot.get_me()).first_name == "Coffee"
    assert await bot.set_my_description("d")
    assert (await bot.get_my_description()).description == "d"
    assert await bot.set_my_short_description("s")
    assert (await bot.get_my_short_description()).short_description == "s"
    assert await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await bot.get_chat_menu_button()).type == "commands"


async def test_chats_and_webhooks(bot: Bot) -> None:
    assert (await bot.get_chat(CUSTOMER_ID)).username == "maria_sandbox"
    assert (await bot.get_chat_member(CUSTOMER_ID, CUSTOMER_ID)).status == "member"
    assert await bot.set_webhook("http://127.0.0.1:1/x", secret_token="s")
    assert (await bot.get_webhook_info()).pending_update_count == 1
    with pytest.raises(TelegramConflictError):
        await bot.get_updates()
    assert await bot.delete_webhook(drop_pending_updates=True)
    assert (await bot.get_webhook_info()).url == ""


async def test_payments(world: StandIn, bot: Bot) -> None:
    prices = [LabeledPrice(label="30 days", amount=300)]
    sold: dict[str, Any] = {
        "title": "Pass",
        "description": "A cup a day",
        "payload": "pass",
        "currency": "XTR",
        "prices": prices,
    }
    sent = await bot(SendInvoice(chat_id=CUSTOMER_ID, provider_token="", **sold))
    assert sent.invoice is not None
    assert (sent.invoice.currency, sent.invoice.total_amount) == ("XTR", 300)
    link = await bot(CreateInvoiceLink(subscription_period=2_592_000, **sold))
    async with Chat(world, CUSTOMER_ID) as chat:
        paying = asyncio.create_task(chat.pay(link))
        await asyncio.sleep(0)
        [update] = await bot.get_updates(offset=-1)
        assert update.pre_checkout_query is not None
        assert await update.pre_checkout_query.answer(ok=True).as_(bot)
        assert (await paying).paid
        [update] = await bot.get_updates(offset=-1)
        assert update.message is not None
        payment = update.message.successful_payment
        assert payment is not None
        assert (payment.is_recurring, payment.is_first_recurring) == (True, True)
        await chat.cancel_subscription()
        [update] = await bot.get_updates(offset=-1)
        assert update.subscription is not None
        assert update.subscription.state == BotSubscriptionUpdatedState.CANCELED
    charge = payment.telegram_payment_charge_id
    assert await bot(
        EditUserStarSubscription(user_id=CUSTOMER_ID, telegram_payment_charge_id=charge, is_canceled=True)
    )
    assert (await bot.get_my_star_balance()).amount == 300
    assert await bot.refund_star_payment(CUSTOMER_ID, charge)
    [update] = await bot.get_updates(offset=-1)
    assert update.message is not None
    assert update.message.refunded_payment is not None
    incoming, outgoing = (await bot.get_star_transactions()).transactions
    assert isinstance(incoming.source, TransactionPartnerUser)
    assert isinstance(outgoing.receiver, TransactionPartnerUser)
    with pytest.raises(TelegramBadRequest, match="CHARGE_ALREADY_REFUNDED"):
        await bot.refund_star_payment(CUSTOMER_ID, charge)


async def test_refusals_become_aiograms_errors(world: StandIn, bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(4242, "x")
    with pytest.raises(TelegramEntityTooLarge):
        await bot.send_document(CUSTOMER_ID, BufferedInputFile(b"x" * (51 << 20), "big"))
    world.limits = Limits(chat_burst=1)
    await bot.send_message(CUSTOMER_ID, "x")
    with pytest.raises(TelegramRetryAfter) as limited:
        await bot.send_message(CUSTOMER_ID, "x")
    assert limited.value.retry_after == 1
    acts.block(world, world.bot_by_token(BOT_TOKEN), CUSTOMER_ID, True)
    with pytest.raises(TelegramForbiddenError, match="blocked"):
        await bot.send_message(CUSTOMER_ID, "x")
    world.faults.add(Fault(status=401, description="Unauthorized"))
    with pytest.raises(TelegramUnauthorizedError):
        await bot.get_me()


async def test_a_dispatcher_that_polls_has_a_conversation(world: StandIn, bot: Bot) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart(deep_link=True))
    async def greet(message: Message) -> None:
        await message.answer("Hello", reply_markup=GO)

    @dispatcher.callback_query(F.data == "go")
    async def go(query: CallbackQuery) -> None:
        await query.answer("Going", show_alert=True)
        assert isinstance(query.message, Message)
        await query.message.edit_text("Gone")

    @dispatcher.message(F.contact)
    async def contact(message: Message) -> None:
        assert message.contact is not None
        await message.answer(message.contact.phone_number)

    polling = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)
    )
    chat = Chat(world, CUSTOMER_ID)
    await chat.start("ref")
    await chat.wait_for(text="Hello")
    answer = await chat.press("Go")
    assert (answer.text, answer.show_alert) == ("Going", True)
    await chat.wait_for(text="Gone")
    await chat.share_contact()
    await chat.wait_for(text="12025550101")
    await dispatcher.stop_polling()
    await polling
