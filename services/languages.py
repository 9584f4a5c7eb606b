"""In which language to write to an account that works here, whoever else it is."""

from __future__ import annotations

from collections.abc import Sequence

from services.database import fetch, rows, transaction

LONGEST = 8


def code(written: str | None) -> str:
    """The language alone out of what Telegram says ("en-GB"); empty when it says nothing of use."""
    language = (written or "").replace("_", "-").partition("-")[0].lower()
    return language if language.isascii() and language.isalpha() and len(language) <= LONGEST else ""


def of_account(account: str) -> str:
    """SQL for the language of the account that the expression ``account`` names, in the program $1.

    As in a conversation: what the person chose as a customer, then as an employee, then what Telegram says.
    """
    return f"""coalesce(
        (select k.language from customer k where k.program_id = $1 and k.telegram_id = {account}),
        (select e.language from employee e where e.program_id = $1 and e.telegram_id = {account} and e.active),
        (select l.language from spoken_language l where l.program_id = $1 and l.telegram_id = {account}))"""  # noqa: S608


async def remember(program_id: int, telegram_id: int, language: str) -> None:
    """The account's Telegram speaks this language now."""
    async with transaction() as connection:
        await fetch(
            connection,
            "insert into spoken_language (program_id, telegram_id, language) values ($1, $2, $3)"
            " on conflict (program_id, telegram_id) do update set language = excluded.language",
            program_id,
            telegram_id,
            language,
        )


async def of_accounts(program_id: int, accounts: Sequence[int]) -> dict[int, str]:
    """The languages of accounts, as far as they are known."""
    sql = f"select a.id, {of_account('a.id')} as language from unnest($2::bigint[]) as a(id)"  # noqa: S608
    found = await rows(sql, program_id, list(accounts))
    return {account["id"]: account["language"] for account in found if account["language"]}
