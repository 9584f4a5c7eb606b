"""`program check|apply|show|add`."""

import re
from collections.abc import Callable
from pathlib import Path

from bot.commands.opening import chosen_program, with_services
from bot.deployment import ACTOR, UNSOLD, keyring, read_text
from bot.failures import REFUSED, Failure, problem_lines
from bot.settings import BOT_TOKEN_SHAPE, PAYMENT_TOKEN_SHAPE, Settings, read_settings
from services import payment_tokens, programs
from services.clock import SystemClock
from services.program_file import check as check_text
from services.program_file import parse
from services.programs import Applied

Say = Callable[[str], None]


def check(file: Path, say: Say) -> int:
    """Print every problem as `FILE: line N: key: message`; returns 1 when the file cannot be applied."""
    text = read_text(file)
    problems = check_text(text)
    for line in problem_lines(problems):
        say(f"{file}: {line}")
    mistakes = [problem for problem in problems if not problem.warning]
    for code in _unsold(text) if not mistakes else ():
        say(f"{file}: note: memberships[{code}]: {UNSOLD}; until then it is not offered")
    if not mistakes:
        say(f"{file} is fine" if not problems else f"{file} can be applied")
    return REFUSED if mistakes else 0


def _unsold(text: str) -> list[str]:
    """The memberships that wait for the token of a payment provider; the sandbox has one."""
    for_money = [rules.code for rules in parse(text).memberships if not rules.in_stars]
    if not for_money:
        return []
    settings = read_settings()
    return for_money if settings.payment_token is None and not settings.sandbox else []


def apply(file: Path, say: Say) -> None:
    """Apply and print what changed."""
    text = read_text(file)

    async def command(_settings: Settings) -> tuple[Applied, set[tuple[str, int]]]:
        before = {(program.slug, program.version) for program in await programs.every()}
        return await programs.apply(text, actor=ACTOR, now=SystemClock().now()), before

    applied, before = with_services(command)
    if (applied.program.slug, applied.program.version) in before:
        say(f"Nothing changes: version {applied.program.version} of {applied.program.slug} says the same")
    else:
        _tell(applied, say)


def show(slug: str | None, say: Say) -> None:
    """Print the file in force, as it was applied."""

    async def command(_settings: Settings) -> str:
        return await programs.text(await chosen_program(slug))

    say(with_services(command).rstrip("\n"))


def add(file: Path, token_file: Path, payment_token_file: Path | None, say: Say) -> None:
    """Apply the file of a program that does not exist yet, with the tokens of its bot and its payment provider."""
    text, token = read_text(file), read_text(token_file).strip()
    payment_token = read_text(payment_token_file).strip() if payment_token_file else None
    if not re.match(BOT_TOKEN_SHAPE, token):
        raise Failure(f"{token_file} does not hold a bot token such as 123456789:AAE-… from @BotFather")
    if payment_token is not None and not re.match(PAYMENT_TOKEN_SHAPE, payment_token):
        raise Failure(
            f"{payment_token_file} does not hold a provider's token such as 123456789:TEST:… from @BotFather"
        )
    parse(text)  # what is wrong with the file is told before any server starts

    async def command(settings: Settings) -> tuple[Applied, bool]:
        applied = await programs.add(text, token, keyring(settings), actor=ACTOR, now=SystemClock().now())
        if payment_token is not None:
            await payment_tokens.keep(applied.program.id, payment_token, keyring(settings))
        return applied, settings.sandbox and settings.bot_api_url is None

    applied, sandbox = with_services(command)
    _tell(applied, say)
    if sandbox:
        say("Its bot starts when BOT_TOKEN is set: without it the sandbox takes Telegram's place.")
    else:
        say("Its bot answers within a minute if Regulars is running, else with the next start.")


def _tell(applied: Applied, say: Say) -> None:
    program = applied.program
    say(f"Version {program.version} of {program.slug} is in force")
    for change in applied.changes:
        say(f"  {change}")
