"""Screens into aiogram's methods: the only place where plain data becomes Telegram's."""

from __future__ import annotations

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.ui.screen import Button, Screen

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove
HTML = "HTML"
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def send(bot: Bot, chat_id: int, screen: Screen) -> Message:
    """Send a screen as a new message."""
    if screen.picture is not None:
        photo = BufferedInputFile(screen.picture.data, screen.picture.name)
        return await bot.send_photo(
            chat_id, photo, caption=screen.text, parse_mode=HTML, reply_markup=markup(screen)
        )
    return await bot.send_message(
        chat_id, screen.text, parse_mode=HTML, reply_markup=markup(screen), link_preview_options=NO_PREVIEW
    )


async def edit(bot: Bot, shown: Message, screen: Screen) -> bool:
    """Show a screen in place of a message; a text cannot become a picture, nor a picture a text.

    Then the old message goes and False says that a new one is wanted.
    """
    if (screen.picture is None) != (shown.photo is None):
        await remove(bot, shown)
        return False
    keyboard = _inline(screen)
    if screen.picture is not None:
        photo = BufferedInputFile(screen.picture.data, screen.picture.name)
        media = InputMediaPhoto(media=photo, caption=screen.text, parse_mode=HTML)
        await bot.edit_message_media(
            media, chat_id=shown.chat.id, message_id=shown.message_id, reply_markup=keyboard
        )
        return True
    await bot.edit_message_text(
        screen.text,
        chat_id=shown.chat.id,
        message_id=shown.message_id,
        parse_mode=HTML,
        reply_markup=keyboard,
        link_preview_options=NO_PREVIEW,
    )
    return True


def is_gone(refusal: TelegramBadRequest) -> bool:
    """Whether Telegram says that the message cannot be edited any more."""
    return any(
        words in refusal.message
        for words in ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")
    )


async def remove(bot: Bot, shown: Message) -> None:
    """Take a message away, if Telegram still lets us."""
    try:
        await bot.delete_message(shown.chat.id, shown.message_id)
    except TelegramBadRequest:
        return  # older than 48 hours: it stays, https://core.telegram.org/bots/api#deletemessage


def markup(screen: Screen) -> Markup | None:
    """The keyboard of a screen."""
    if screen.keyboard == "remove":
        return ReplyKeyboardRemove()
    if screen.keyboard == "contact":
        rows = [[_key(button) for button in row] for row in screen.rows]
        return ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True, one_time_keyboard=True)
    return _inline(screen)


def _inline(screen: Screen) -> InlineKeyboardMarkup | None:
    if not screen.rows:
        return None
    return InlineKeyboardMarkup(inline_keyboard=[[_button(button) for button in row] for row in screen.rows])


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=button.text, callback_data=button.action, url=button.url)


def _key(button: Button) -> KeyboardButton:
    return KeyboardButton(text=button.text, request_contact=True if button.contact else None)
