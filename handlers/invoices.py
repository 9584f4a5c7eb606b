"""Invoices into aiogram's methods."""

from __future__ import annotations

from aiogram import Bot
from aiogram.types import LabeledPrice, Message

from services.memberships import Invoice

SUBSCRIPTION = (
    2_592_000  # seconds: https://core.telegram.org/bots/api#createinvoicelink knows no other period
)


async def link(bot: Bot, invoice: Invoice, language: str) -> str:
    """The link of a subscription in Stars."""
    title = invoice.rules.title.in_language(language)
    return await bot.create_invoice_link(
        title=title,
        description=invoice.rules.description.in_language(language),
        payload=invoice.payload,
        currency=invoice.currency,
        prices=[LabeledPrice(label=title, amount=invoice.amount)],
        provider_token="",
        subscription_period=SUBSCRIPTION,
    )


async def send(bot: Bot, chat_id: int, invoice: Invoice, language: str, provider_token: str) -> Message:
    """An invoice for money as a message."""
    title = invoice.rules.title.in_language(language)
    return await bot.send_invoice(
        chat_id,
        title=title,
        description=invoice.rules.description.in_language(language),
        payload=invoice.payload,
        currency=invoice.currency,
        prices=[LabeledPrice(label=title, amount=invoice.amount)],
        provider_token=provider_token,
    )
