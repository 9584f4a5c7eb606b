"""A small bot for the page's tests: polls the stand-in and answers by a script, without aiogram or database."""

import asyncio
import io
from typing import Any

import aiohttp
import orjson
import segno

CARD = "4000123456"
COMMANDS = [
    {"command": "start", "description": "Начать сначала"},
    {"command": "card", "description": "Моя карта и QR-код"},
    {"command": "settings", "description": "Настройки"},
]
MENU = {
    "keyboard": [
        [{"text": "💳 Карта"}, {"text": "💰 Баланс"}],
        [{"text": "📜 История"}, {"text": "🎁 Подарки"}, {"text": "⚙️ Настройки"}],
    ],
    "resize_keyboard": True,
}
ASK_CONTACT = {
    "keyboard": [[{"text": "Поделиться номером", "request_contact": True}]],
    "resize_keyboard": True,
    "one_time_keyboard": True,
}
RICH = (
    "<b>Жирный</b>, <i>курсив</i>, <u>подчёркнутый</u>, <s>зачёркнутый</s> и <b><i>вместе</i></b> 👍🏽.\n"
    "Код <code>4000-1234</code>, спойлер: <tg-spoiler>скидка 50 %</tg-spoiler>.\n"
    "<blockquote>Лучший кофе в городе</blockquote>\n"
    '<pre>{"points": 27, "a long line": "that does not fit into the bubble of a phone"}</pre>\n'
    '<a href="https://example.org/menu">Меню</a> и https://example.org/'
    + "long-" * 30
    + "\n&lt;script&gt;document.title = 'taken'&lt;/script&gt; &lt;img src=x onerror=alert(1)&gt;"
)
PRESSES = [
    [{"text": "Тост", "callback_data": "toast"}, {"text": "Окно", "callback_data": "alert"}],
    [{"text": "Изменить", "callback_data": "edit"}, {"text": "Удалить", "callback_data": "delete"}],
    [{"text": f"★{star}", "callback_data": f"star:{star}"} for star in range(1, 6)],
    [
        {
            "text": "Очень длинная надпись на кнопке, которая не помещается ни в одну строку",
            "callback_data": "x",
        }
    ],
    [{"text": "Пригласить", "url": "https://t.me/regulars_sandbox_bot?start=ref_77"}],
]
PASS = {
    "title": "Кофейный абонемент",
    "description": "Чашка в день, целый месяц. <b>Не жирный</b>",
    "currency": "XTR",
    "prices": [{"label": "30 дней", "amount": 300}],
}
BEANS = {
    "title": "Зёрна, 1 кг",
    "description": "Эфиопия, свежая обжарка",
    "payload": "beans",
    "provider_token": "TEST:sandbox",
    "currency": "RUB",
    "prices": [{"label": "Зёрна", "amount": 199_000}, {"label": "Скидка участника", "amount": -20_000}],
    "max_tip_amount": 20_000,
    "suggested_tip_amounts": [10_000, 20_000],
}


class ScriptedBot:
    """`url` is where the stand-in's Bot API is: http://host:port/bot<token>."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.seen: list[dict[str, Any]] = []

    async def run(self) -> None:
        """Poll and answer until cancelled."""
        async with aiohttp.ClientSession() as self.http:
            await self.call("setMyCommands", commands=COMMANDS)
            offset = 0
            while True:
                for update in await self.call("getUpdates", offset=offset, timeout=20):
                    offset = update["update_id"] + 1
                    self.seen.append(update)
                    await self.answer(update)

    async def call(self, method: str, **params: Any) -> Any:
        """Call the Bot API; returns `result`, raises when it refuses."""
        async with self.http.post(f"{self.url}/{method}", json=params) as response:
            body = orjson.loads(await response.read())
        assert body["ok"], (method, params, body)
        return body["result"]

    async def answer(self, update: dict[str, Any]) -> None:
        """Answer one update."""
        if checkout := update.get("pre_checkout_query"):
            await self.checked_out(checkout)
        elif query := update.get("callback_query"):
            await self.pressed(query, query["message"]["chat"]["id"], query["message"]["message_id"])
        elif message := update.get("message"):
            await self.heard(message, message["chat"]["id"])

    async def heard(self, message: dict[str, Any], chat: int) -> None:
        text = message.get("text", "")
        if text.startswith("/start"):
            await self.greet(chat, text.removeprefix("/start").strip())
        elif contact := message.get("contact"):
            await self.say(chat, f"Записали +{contact['phone_number']}", reply_markup=MENU)
        elif document := message.get("document"):
            await self.say(chat, f"Файл {document['file_name']}, {document['file_size']} байт")
        elif payment := message.get("successful_payment"):
            await self.say(chat, f"Спасибо, это было {payment['total_amount']} {payment['currency']}")
        elif text in {"/card", "💳 Карта"}:
            await self.card(chat)
        elif text == "slow":
            await self.call("sendChatAction", chat_id=chat, action="typing")
            await asyncio.sleep(1.5)
            await self.say(chat, "Готово")
        else:
            await self.script(chat, text)

    async def script(self, chat: int, text: str) -> None:
        if text == "rich":
            await self.say(chat, RICH)
        elif text == "buttons":
            await self.say(chat, "Кнопки", reply_markup={"inline_keyboard": PRESSES})
        elif text == "report":
            await self.upload("sendDocument", chat, "document", "отчёт за ноябрь.txt", b"1;2;3")
        elif text == "invoice":
            await self.call("sendInvoice", chat_id=chat, payload="pass", **PASS)
        elif text == "sold out":
            await self.call("sendInvoice", chat_id=chat, payload="sold out", **PASS)
        elif text == "beans":
            await self.call("sendInvoice", chat_id=chat, **BEANS)
        elif text == "subscribe":
            link = await self.call("createInvoiceLink", payload="pass", subscription_period=2_592_000, **PASS)
            button = {"text": "Подписаться", "url": link}
            await self.say(chat, "Абонемент на месяц", reply_markup={"inline_keyboard": [[button]]})
        elif text == "long":
            await self.say(chat, "Очень длинное сообщение о том, что баллы скоро сгорят. " * 12)
        else:
            await self.say(chat, f"Вы сказали: {text}".replace("<", "&lt;"))

    async def checked_out(self, query: dict[str, Any]) -> None:
        refusal = (
            {"ok": False, "error_message": "Всё разобрали"} if query["invoice_payload"] == "sold out" else {}
        )
        await self.call("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], **{"ok": True} | refusal)

    async def pressed(self, query: dict[str, Any], chat: int, message_id: int) -> None:
        data = query["data"]
        texts = {"toast": "Готово!", "alert": "Баллы сгорят 1 декабря"}
        told = {"text": texts[data], "show_alert": data == "alert"} if data in texts else {}
        await self.call("answerCallbackQuery", callback_query_id=query["id"], **told)
        if data == "edit":
            kept = {"inline_keyboard": PRESSES[:1]}
            await self.call(
                "editMessageText", chat_id=chat, message_id=message_id, text="Изменено", reply_markup=kept
            )
        elif data == "delete":
            await self.call("deleteMessage", chat_id=chat, message_id=message_id)

    async def greet(self, chat: int, payload: str) -> None:
        extra = f" Метка: <code>{payload}</code>." if payload else ""
        await self.say(chat, f"<b>Здравствуйте!</b> ☕️ Дайте номер, чтобы вступить.{extra}", ASK_CONTACT)

    async def card(self, chat: int) -> None:
        drawn = io.BytesIO()
        segno.make_qr(CARD, error="m").save(drawn, kind="png", scale=14, border=4)
        await self.upload("sendPhoto", chat, "photo", "card.png", drawn.getvalue(), f"Карта <b>{CARD}</b>")

    async def say(self, chat: int, text: str, reply_markup: object = None) -> Any:
        markup = {"reply_markup": reply_markup} if reply_markup else {}
        return await self.call("sendMessage", chat_id=chat, text=text, parse_mode="HTML", **markup)

    async def upload(
        self, method: str, chat: int, field: str, name: str, data: bytes, caption: str = ""
    ) -> None:
        form = aiohttp.FormData(
            {"chat_id": str(chat), "caption": caption, "parse_mode": "HTML"}, quote_fields=False
        )
        form.add_field(field, data, filename=name)
        async with self.http.post(f"{self.url}/{method}", data=form) as response:
            assert (await response.json())["ok"], method
