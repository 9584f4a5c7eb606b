"""The tokens of payment providers, one a program: what it takes to sell memberships for money. Kept encrypted."""

from __future__ import annotations

from services.database import fetch, row, rows, transaction
from services.keyring import Keyring

PURPOSE = "payment_token"


async def keep(program_id: int, token: str | None, keyring: Keyring) -> None:
    """Keep the token that @BotFather gave for a payment provider (None: none); the same again changes nothing."""
    if await read(program_id, keyring) == token:
        return
    async with transaction() as connection:
        sealed = keyring.encrypt(PURPOSE, token) if token is not None else None
        await fetch(connection, "update program set payment_token = $2 where id = $1", program_id, sealed)


async def read(program_id: int, keyring: Keyring) -> str | None:
    """The program's token, if it has one. Raises Invalid ``secret_key_changed``."""
    found = await row("select payment_token from program where id = $1", program_id)
    sealed = found["payment_token"] if found else None
    return keyring.decrypt(PURPOSE, bytes(sealed)) if sealed is not None else None


async def having() -> frozenset[int]:
    """The programs that have a token."""
    found = await rows("select id from program where payment_token is not null")
    return frozenset(program["id"] for program in found)
