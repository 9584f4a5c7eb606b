"""Paid memberships: what is sold, paying for one, switching its renewal off; and what Telegram says of payments."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import SuccessfulPayment

from bot.ui import errors
from bot.ui import memberships as screens
from bot.ui.memberships import OfferFacts, RunningFacts
from bot.ui.program_texts import membership_title, tier_name
from handlers import delivery, invoices
from handlers.errors import AGAIN
from handlers.index import Index
from handlers.talk import Talk
from services import memberships, payment_tokens
from services.errors import Conflict, RegularsError
from services.memberships import Checkout, Invoice, Membership, Paid
from services.program_file import ProgramConfig
from services.program_file.memberships import STARS, MembershipRules

log = structlog.get_logger(__name__)


def setup(index: Index) -> None:
    """Routes of memberships; payments may come from anybody."""
    index.command("membership", show, "joined")
    index.command("paysupport", support)
    index.command("terms", terms)
    index.action("membership:show", show, "joined")
    index.action("membership:buy", buy, "joined")
    index.action("membership:cancel", ask_cancel, "joined")
    index.action("membership:canceled", cancel, "joined")
    index.action("membership:resume", resume, "joined")
    index.answer("checkout", checkout)
    index.answer("successful_payment", paid)
    index.answer("refunded_payment", refunded)
    index.answer("subscription", subscription)


async def show(talk: Talk) -> None:
    """What the customer has, and what is sold."""
    await talk.wait_for_nothing()
    running = await memberships.current(talk.program, talk.customer.id)
    over = running is None or running.is_over(talk.now)
    offers = memberships.offered(talk.program, money=await _sells_for_money(talk)) if over else ()
    screen = screens.show(
        talk.texts,
        running=await running_facts(talk, running) if running else None,
        offers=[offer_facts(talk, rules) for rules in offers],
        now=talk.now,
    )
    await talk.show(screen)


async def _sells_for_money(talk: Talk) -> bool:
    """Asked only where it matters."""
    if all(rules.in_stars for rules in talk.program.config.memberships):
        return False
    return await payment_tokens.read(talk.program.id, talk.deps.keyring) is not None


def offer_facts(talk: Talk, rules: MembershipRules) -> OfferFacts:
    """A membership that is sold, in the person's language."""
    language = talk.texts.language
    return OfferFacts(
        code=rules.code,
        title=rules.title.in_language(language),
        description=rules.description.in_language(language),
        tier_name=tier_name(talk.program.config, rules.tier, language) or rules.tier,
        price=rules.cost,
        currency=STARS if rules.in_stars else talk.program.currency,
        days=rules.period.days,
        welcome=rules.welcome,
    )


async def running_facts(talk: Talk, running: Membership) -> RunningFacts:
    """The membership that the customer has."""
    rules = talk.program.config.membership(running.code)
    again = running.renewable(rules, talk.now) and await _sells_for_money(talk)
    return RunningFacts(
        code=running.code,
        title=title_of(talk.program.config, running, talk.texts.language),
        price=running.price,
        currency=running.currency,
        until=running.paid_until,
        ends=running.ends_at,
        renews=running.renews,
        stopped=running.stopped,
        again=again,
    )


def title_of(config: ProgramConfig, running: Membership, language: str) -> str:
    """What a membership is called; one that left the file by the tier that it gives."""
    return membership_title(config, running.code, language, running.tier)


async def buy(talk: Talk) -> None:
    """The way to pay: a link for a subscription in Stars, an invoice in the chat for money."""
    code, token = (talk.args or ("",))[0], None
    if await _sells_for_money(talk):
        token = await payment_tokens.read(talk.program.id, talk.deps.keyring)
    invoice = await memberships.invoice(
        talk.program,
        talk.customer.id,
        code,
        money=token is not None,
        keyring=talk.deps.keyring,
        now=talk.now,
    )
    try:
        await _offer_payment(talk, invoice, token or "")
    except TelegramBadRequest as refusal:  # what the program file or the provider's token says is not taken
        log.error("membership_not_sold", program=talk.program.slug, membership=code, said=refusal.message)
        raise Conflict("membership_unsold") from refusal


async def _offer_payment(talk: Talk, invoice: Invoice, token: str) -> None:
    offer, language = offer_facts(talk, invoice.rules), talk.texts.language
    bot, limiter, chat = talk.deps.bot, talk.deps.limiter, talk.person.telegram_id
    if invoice.rules.in_stars:
        link = await delivery.deliver(bot, limiter, None, lambda: invoices.link(bot, invoice, language))
        await talk.show(screens.pay(talk.texts, offer=offer, link=link))
        return
    await talk.show(screens.invoiced(talk.texts, offer=offer))
    await delivery.deliver(bot, limiter, chat, lambda: invoices.send(bot, chat, invoice, language, token))


async def ask_cancel(talk: Talk) -> None:
    """Is nothing more to be taken?"""
    running = await memberships.current(talk.program, talk.customer.id)
    if running is None or not running.renews:
        await show(talk)
        return
    title = title_of(talk.program.config, running, talk.texts.language)
    await talk.show(screens.ask_cancel(talk.texts, title=title, until=running.paid_until))


async def cancel(talk: Talk) -> None:
    """Nothing more is taken; a second tap changes nothing."""
    running = await memberships.cancel(talk.program, talk.customer.id, now=talk.now)
    title = title_of(talk.program.config, running, talk.texts.language)
    await talk.show(screens.canceled(talk.texts, title=title, until=running.paid_until))


async def resume(talk: Talk) -> None:
    """The customer may switch the renewal on again."""
    await memberships.resume(talk.program, talk.customer.id, now=talk.now)
    await talk.show(screens.resumed(talk.texts))


async def support(talk: Talk) -> None:
    """Whoever sells for Stars answers /paysupport, https://core.telegram.org/bots/payments-stars."""
    customer = talk.customer if talk.person.joined else None
    found = await memberships.payments(talk.program, customer.id) if customer else []
    screen = screens.support(
        talk.texts,
        merchant=talk.program.config.program.merchant,
        card=customer.card if customer else None,
        paid=[(one.id, one.at, one.amount, one.currency) for one in found],
    )
    await talk.show(screen)


async def terms(talk: Talk) -> None:
    """The terms, at any time."""
    words = talk.program.config.program.terms.in_language(talk.texts.language)
    await talk.show(screens.terms(talk.texts, program_name=talk.program.name, words=words))


async def checkout(talk: Talk) -> None:
    """Telegram's last question before it takes money; without an answer in ten seconds it takes none."""
    query = talk.checkout
    if query is None:
        raise LookupError("this route needs a checkout")
    asked = Checkout(query.id, query.from_user.id, query.total_amount, query.currency, query.invoice_payload)
    try:
        await memberships.approve(talk.program, asked, keyring=talk.deps.keyring, now=talk.now)
    except RegularsError as refusal:
        await _answer(talk, query.id, errors.alert(talk.texts, refusal.code).text)
    except AGAIN:
        raise
    except Exception:  # the person is told at once; the bug goes on to who logs it
        await _answer(talk, query.id, errors.alert(talk.texts, "internal").text)
        raise
    else:
        await _answer(talk, query.id, None)


async def _answer(talk: Talk, query_id: str, refusal: str | None) -> None:
    """Yes, or why not; too late is nobody's fault, and no money is taken."""
    bot = talk.deps.bot

    async def request() -> bool:
        return await bot.answer_pre_checkout_query(query_id, ok=refusal is None, error_message=refusal)

    try:
        await delivery.deliver(bot, talk.deps.limiter, None, request)
    except TelegramBadRequest as late:
        if "query" not in late.message.lower():
            raise
        log.warning("checkout_answered_late", query=query_id)


async def paid(talk: Talk) -> None:
    """Money has come. The customer is told by the outbox, in the transaction that stores it."""
    if talk.message is None or talk.message.successful_payment is None:
        raise LookupError("this route needs a payment")
    facts = _facts(talk.message.successful_payment, talk.person.telegram_id)
    keyring, admins = talk.deps.keyring, talk.deps.admin_ids
    try:
        await memberships.settle(talk.program, facts, keyring=keyring, admin_ids=admins, now=talk.now)
    except AGAIN:
        raise
    except Exception:  # whatever it is, the money is here: it is kept, and people look at it
        log.exception("payment_not_settled", program=talk.program.slug, charge=facts.charge_id)
        await memberships.keep(talk.program, facts, "unexpected", admin_ids=admins, now=talk.now)


def _facts(payment: SuccessfulPayment, telegram_id: int) -> Paid:
    until = payment.subscription_expiration_date
    return Paid(
        charge_id=payment.telegram_payment_charge_id,
        provider_charge_id=payment.provider_payment_charge_id,
        telegram_id=telegram_id,
        amount=payment.total_amount,
        currency=payment.currency,
        payload=payment.invoice_payload,
        recurring=bool(payment.is_recurring),
        first=bool(payment.is_first_recurring),
        until=datetime.fromtimestamp(until, UTC) if until else None,
    )


async def refunded(talk: Talk) -> None:
    """Telegram has given Stars back, whoever asked it to."""
    if talk.message is None or talk.message.refunded_payment is None:
        raise LookupError("this route needs a refund")
    charge_id = talk.message.refunded_payment.telegram_payment_charge_id
    if not await memberships.done(talk.program, charge_id, actor="telegram", now=talk.now):
        log.info("refund_known_or_not_ours", program=talk.program.slug, charge=charge_id)


async def subscription(talk: Talk) -> None:
    """A subscription was changed in Telegram's own settings, or could not be paid."""
    changed = talk.subscription
    if changed is None:
        raise LookupError("this route needs a subscription")
    known = await memberships.heard(
        talk.program, changed.user.id, changed.invoice_payload, changed.state, now=talk.now
    )
    if not known:
        log.info("subscription_not_ours", program=talk.program.slug, state=changed.state)
