"""The keys with which the sandbox's till rings up for each merchant that the program file names."""

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path

from bot.settings import kept_secret
from services import merchants
from services.clock import SystemClock
from services.errors import Conflict
from services.program_file.config import ProgramConfig
from services.programs import Program

Locked = Callable[[], contextlib.AbstractAsyncContextManager[None]]


def named(config: ProgramConfig) -> tuple[str, ...]:
    """The names of the merchants that the file names, its first one first; not those too long for a merchant."""
    names = [merchant.name for merchant in config.merchants]
    names += [store.merchant for store in config.stores if store.merchant]
    return tuple(dict.fromkeys(name for name in names if len(name) <= merchants.LONGEST_NAME))


def key_file(data_dir: Path, name: str) -> Path:
    """Where the sandbox keeps a named merchant's key, 0600; any text can be a name, so a digest stands for it."""
    return data_dir / f"merchant-{hashlib.sha256(name.encode()).hexdigest()[:16]}.key"


async def till_keys(
    program: Program, data_dir: Path, first_key: str | None, *, alone: Locked, actor: str
) -> dict[str, str]:
    """The keys that work, by the merchant's name; merchants that are not there yet are made.

    ``first_key`` is that of merchant.key, ``alone`` keeps other processes from making the same. A merchant that has
    got its key elsewhere keeps it, and has none here.
    """
    keys = {}
    owner = await _owner(program, first_key) if first_key else None
    if first_key and owner:
        keys[owner] = first_key
    missing = [name for name in named(program.config) if name not in keys]
    if await _unmade(program, missing):
        async with alone():
            for name in await _unmade(program, missing):
                await _make(program, data_dir, name, actor)
    for name in missing:
        path = key_file(data_dir, name)
        if path.exists() and await _owner(program, key := path.read_text().strip()) == name:
            keys[name] = key
    return keys


async def _owner(program: Program, key: str) -> str | None:
    found = await merchants.authenticate(key)
    return found.name if found and found.program_id == program.id else None


async def _unmade(program: Program, names: list[str]) -> list[str]:
    there = {merchant.name for merchant in await merchants.every(program)} if names else set()
    return [name for name in names if name not in there]


async def _make(program: Program, data_dir: Path, name: str, actor: str) -> None:
    key = kept_secret(key_file(data_dir, name), merchants.new_key)
    if await merchants.authenticate(key):  # another program's: its data are in the same folder
        return
    with contextlib.suppress(Conflict):  # somebody makes it by command just now, and has its key
        await merchants.create(program, name, actor=actor, now=SystemClock().now(), key=lambda: key)
