"""Start -> terms -> contact -> a test receipt through the HTTP API -> points -> message -> survey and rating."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator

from bot import questions, webhook
from bot.deployment import clock, keyring
from bot.failures import Failure, explain
from bot.live import till
from bot.live.walk import MACHINE_PATIENCE, Findings, Walk, Wishes
from bot.settings import Settings
from bot.ui.commands import commands
from bot.ui.program_texts import texts_of
from services import programs, surveys, walks
from services.customers import Customer
from services.surveys import Invitation


async def walk(settings: Settings, wishes: Wishes, findings: Findings) -> None:
    """Go the journey; what goes wrong is one line among the findings. The services are connected."""
    try:
        made = await _begun(settings, wishes, findings)
    except Exception as error:  # whatever it is, it is what the person asked for
        findings.bad(explain(error)[0])
        return
    try:
        await _journey(made)
    except Exception as error:
        findings.bad(explain(error)[0])
    finally:
        _tell_what_stays(made)


async def _begun(settings: Settings, wishes: Wishes, findings: Findings) -> Walk:
    keys = keyring(settings)
    found = [await programs.by_slug(wishes.program)] if wishes.program else list(await programs.every())
    if not found:
        raise Failure("there is no program yet: start Regulars once")
    program = found[0]
    token = (await programs.bot_tokens(keys)).get(program.id)
    if token is None:
        raise Failure(f"{program.slug} has no bot token: set BOT_TOKEN")
    return Walk(settings, program, token, clock(settings), wishes, findings, walks.new_mark(keys))


async def _journey(made: Walk) -> None:
    username = await _bot(made)
    await _webhook(made)
    await _commands(made)
    key, merchant = await till.merchant_key(made)
    customer = await _start(made, username)
    customer = await _joined(made, customer)
    receipt, answer = await till.ring_up(made, customer, key, merchant)
    await till.check_points(made, customer, receipt, answer)
    await _message(made, receipt)
    await _survey(made, customer, receipt)


# ── the bot ──


async def _bot(made: Walk) -> str:
    username = await questions.username(made.api, made.token)
    made.findings.good(f"Telegram knows the bot of {made.program.slug}: @{username}")
    return username


async def _webhook(made: Walk) -> None:
    """Whose updates go elsewhere hears nothing."""
    state = await questions.webhook_state(made.api, made.token)
    wanted = made.settings.public_url and webhook.address(made.settings.public_url, made.program.slug)
    if state.url and not wanted:
        raise Failure(
            f"a webhook sends the bot's updates to {state.host}: stop what set it, then start Regulars again"
            " (or set PUBLIC_URL, if it is yours)"
        )
    if wanted and state.url != wanted:
        where = f"go to {state.host}" if state.url else "are not sent by webhook"
        raise Failure(f"the bot's updates {where}, not to PUBLIC_URL: is the bot role running?")
    if state.error and state.error_at:
        made.findings.note(
            f"the last webhook error was at {state.error_at:%Y-%m-%d %H:%M:%S} UTC: {state.error}"
        )
    how = f"by webhook to {state.host}" if wanted else "by long polling"
    made.findings.good(f"updates come {how}, {state.waiting} waiting")


async def _commands(made: Walk) -> None:
    config = made.program.config
    expected = {command.name for command in commands(texts_of(config, None), "customer", config)}
    missing = expected - set(await questions.commands(made.api, made.token))
    if missing:
        raise Failure(
            f"the bot's menu lacks {', '.join(f'/{name}' for name in sorted(missing))}: is the bot role running?"
        )
    made.findings.good(f"the menu has its {len(expected)} commands")


# ── the person ──


async def _start(made: Walk, username: str) -> Customer:
    payload = f"walk_{made.mark}"
    if made.settings.sandbox:
        made.findings.wait(f"in a chat of {made.settings.local_url}/sandbox send: /start {payload}")
    else:
        made.findings.wait(f"open https://t.me/{username}?start={payload} on the phone and press Start")
    customer = await made.person(
        lambda: walks.walker(made.program.id, made.mark), "nobody opened the link: is the bot role running?"
    )
    made.findings.good(f"the bot has heard Telegram account {customer.telegram_id}")
    if not customer.joined:
        made.stays.append(f"Telegram account {customer.telegram_id} among those who pressed Start")
    return customer


async def _joined(made: Walk, customer: Customer) -> Customer:
    """Terms and contact; who has joined before passes."""
    version = made.program.config.program.terms_version

    async def agreed() -> Customer | None:
        found = await walks.walker(made.program.id, made.mark)
        return found if found and found.terms_version == version else None

    async def joined() -> Customer | None:
        found = await agreed()
        return found if found and found.joined else None

    if customer.terms_version != version:
        made.findings.wait("press Join, then agree to the terms")
    customer = await made.person(agreed, "the terms were not agreed to")
    made.findings.good(f"the terms of version {version} are agreed to")
    if not customer.joined:
        made.findings.wait("answer about offers, then share your phone number with the button")
        customer = await made.person(
            joined, "no contact came, or it is tied to another account, which has to say yes in its own chat"
        )
        made.stays[:] = [f"the customer with card {customer.card}"]
    made.findings.good(f"joined, card {customer.card}")
    return customer


# ── what comes back ──


async def _message(made: Walk, receipt: int) -> None:
    message = await made.until(
        lambda: _settled(walks.receipt_message(made.program.id, receipt)),
        "the message about the receipt still waits: is the sender role running?",
        MACHINE_PATIENCE,
    )
    if message.state != "sent":
        raise Failure(f"the message about the receipt was {message.state}: {message.error}")
    made.findings.good(f"Telegram took the message about it, message {message.message_id}")


async def _settled(looking: Awaitable[walks.Message | None]) -> walks.Message | None:
    message = await looking
    return message if message and message.state != "queued" else None


async def _survey(made: Walk, customer: Customer, receipt: int) -> None:
    asked = await walks.asked(made.program.id, receipt)
    if asked is None:
        made.findings.note("no survey this time: it is off, or this customer was asked not long ago")
        return
    if not await _survey_came(made, asked.id):
        return
    made.findings.wait("answer the survey's questions with stars")

    async def answered() -> Invitation | None:
        found = await surveys.find(made.program.id, asked.id, customer.id)
        open_questions = [found.visit_score] + [found.employee_score] * (found.employee_id is not None)
        return found if None not in open_questions else None

    done = await made.person(answered, "the survey was not answered")
    made.stays.append("the answers to its survey, in the ratings")
    rated = f", {done.employee} rated {done.employee_score}" if done.employee else ""
    made.findings.good(f"the visit is rated {done.visit_score}{rated}")


async def _survey_came(made: Walk, invitation: int) -> bool:
    """Whether the survey was sent; one that comes later than a person waits is only told of."""
    message = await walks.survey_message(made.program.id, invitation)
    if message is None:
        raise Failure("the survey has no message: please report this")
    planned = message.due_at
    wait = (planned - made.clock.now()).total_seconds()
    if wait > made.wishes.patience:
        made.findings.note(f"the survey comes at {planned:%Y-%m-%d %H:%M} UTC and is not waited for")
        return False

    async def over() -> walks.Message | None:
        """Sent, dropped, or put off beyond one's patience."""
        found = await walks.survey_message(made.program.id, invitation)
        if found and found.state == "queued" and found.due_at <= planned:
            return None
        return found

    message = await made.until(
        over, "the survey still waits: is the sender role running?", max(wait, 0) + MACHINE_PATIENCE
    )
    if message.state == "queued":
        made.findings.note(f"the survey is put off to {message.due_at:%Y-%m-%d %H:%M} UTC: {message.error}")
    elif message.state != "sent":
        made.findings.note(f"the survey was {message.state}: {message.error}")
    else:
        made.findings.good(f"Telegram took the survey, message {message.message_id}")
    return message.state == "sent"


def _tell_what_stays(made: Walk) -> None:
    for line in _remains(made.stays):
        made.findings.note(line)


def _remains(stays: list[str]) -> Iterator[str]:
    if not stays:
        yield "the walk leaves nothing behind"
        return
    yield "this stays and counts like any other; nothing was undone:"
    yield from (f"  {line}" for line in stays)
