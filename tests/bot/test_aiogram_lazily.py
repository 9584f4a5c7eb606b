"""Models that build themselves later are the same models; starting is quick."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SCHEMAS = """
import hashlib, re
{first}
import aiogram.methods, aiogram.types
from pydantic import BaseModel
for module in (aiogram.types, aiogram.methods):
    for name in module.__all__:
        model = getattr(module, name)
        if isinstance(model, type) and issubclass(model, BaseModel):
            model.model_rebuild()
            assert model.__pydantic_complete__, name
            fields = re.sub(" at 0x[0-9a-f]+", "", repr(sorted(model.model_fields.items())))
            print(name, hashlib.sha256(fields.encode()).hexdigest())
"""


def schemas(first: str) -> list[str]:
    ran = subprocess.run(
        [sys.executable, "-c", SCHEMAS.format(first=first)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=110,
    )
    return ran.stdout.splitlines()


def test_every_model_is_built_and_is_what_it_was() -> None:
    lazily = schemas("import bot.aiogram_lazily")
    assert len(lazily) > 500
    assert lazily == schemas("")


TALKS = """
import bot.aiogram_lazily
# what the session does with Telegram's answers, before any of their types was used
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import GetMe, GetUpdates
bot, session = Bot("123456789:" + "a" * 35), AiohttpSession()
me = '{"ok": true, "result": {"id": 1, "is_bot": true, "first_name": "B"}}'
assert session.check_response(bot, GetMe(), 200, me).result.id == 1
news = '{"ok": true, "result": [{"update_id": 7, "message": {"message_id": 1, "date": 1, "text": "x",'
news += ' "chat": {"id": 5, "type": "private"}}}]}'
assert session.check_response(bot, GetUpdates(), 200, news).result[0].message.text == "x"

from aiogram import types
from aiogram.methods import EditMessageMedia, SendMessage
update = types.Update.model_validate({"update_id": 1, "callback_query": {"id": "1", "chat_instance": "1", "data": "x",
    "from": {"id": 5, "is_bot": False, "first_name": "A"}, "message": {"message_id": 1, "date": 1, "text": "x",
    "from": {"id": 1, "is_bot": True, "first_name": "B"}, "chat": {"id": 5, "type": "private"}}}})
assert isinstance(update.callback_query.message, types.Message)
row = [types.InlineKeyboardButton(text="a", callback_data="b")]
keyboard = types.InlineKeyboardMarkup(inline_keyboard=[row])
said = SendMessage(chat_id=5, text="x", reply_markup=keyboard).model_dump(exclude_none=True)
assert said["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "b"
asked = {"id": "9", "currency": "XTR", "total_amount": 5, "invoice_payload": "p",
    "from": {"id": 5, "is_bot": False, "first_name": "A"}}
assert types.Update.model_validate({"update_id": 2, "pre_checkout_query": asked}).pre_checkout_query.total_amount == 5
gone = {"user": asked["from"], "invoice_payload": "p", "state": "canceled"}
assert types.Update.model_validate({"update_id": 3, "subscription": gone}).subscription.state == "canceled"
money = {"currency": "XTR", "total_amount": 5, "invoice_payload": "p", "telegram_payment_charge_id": "c",
    "provider_payment_charge_id": "p"}
paid = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "successful_payment": money}
assert types.Update.model_validate({"update_id": 4, "message": paid}).message.successful_payment.total_amount == 5
from aiogram.methods import AnswerPreCheckoutQuery, CreateInvoiceLink
AnswerPreCheckoutQuery(pre_checkout_query_id="9", ok=True)
CreateInvoiceLink(title="t", description="d", payload="p", currency="XTR", provider_token="",
    subscription_period=2592000, prices=[types.LabeledPrice(label="t", amount=5)])
EditMessageMedia(media=types.InputMediaPhoto(media="id"), chat_id=5, message_id=1)
"""


def test_a_bot_can_talk_and_listen_before_anything_is_built() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", TALKS], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
