"""Hooks: made for a merchant, found by their path."""

import base64
from datetime import datetime, timedelta

import orjson
import pytest

from services import audit, hooks, merchants
from services.database import rows
from services.errors import Invalid, NotFound
from services.hooks import Hook, ListedHook, NewHook
from services.keyring import Keyring
from services.merchants import Merchant
from services.programs import Program
from tests.factories import make_program, program_text

KEYRING = Keyring("test secret")


async def create(
    program: Program,
    merchant: str,
    now: datetime,
    secret: str | None = None,
    store: str | None = None,
) -> NewHook:
    return await hooks.create(
        program, merchant, "standard", secret, store, keyring=KEYRING, actor="test", now=now
    )


async def test_found_as_it_was_made(program: Program, merchant: Merchant, now: datetime) -> None:
    store = program.config.stores[0].code
    made = await create(program, merchant.name, now, "whsec_given", store)
    assert made.secret == "whsec_given"
    found = await hooks.find(made.token, keyring=KEYRING)
    assert found == Hook(program.id, merchant.id, merchant.name, "standard", "whsec_given", store)


async def test_without_a_secret_a_strong_one_is_made(
    program: Program, merchant: Merchant, now: datetime
) -> None:
    first, second = [await create(program, merchant.name, now) for _ in range(2)]
    assert len({first.secret, second.secret, first.token, second.token}) == 4
    assert len(base64.b64decode(first.secret.removeprefix("whsec_"), validate=True)) == 32
    assert len(first.token) >= 43
    found = await hooks.find(second.token, keyring=KEYRING)
    assert found
    assert (found.secret, found.store) == (second.secret, None)


async def test_neither_path_nor_secret_can_be_read_from_the_table(
    program: Program, merchant: Merchant, now: datetime
) -> None:
    made = await create(program, merchant.name, now)
    stored = (await rows("select path, secret from hook"))[0]
    assert stored["path"] == hooks.path_digest(made.token)
    assert made.secret.encode() not in bytes(stored["secret"])
    found = await hooks.find(made.token, keyring=KEYRING)
    for shown in (repr(made), repr(found), str(await audit.latest(program.id))):
        assert made.secret not in shown
        assert made.token not in shown


async def test_making_one_leaves_an_audit_row(program: Program, merchant: Merchant, now: datetime) -> None:
    store = program.config.stores[0].code
    made = await create(program, merchant.name, now, store=store)
    act = (await audit.latest(program.id, 1))[0]
    assert (act["actor"], act["action"], act["target"]) == ("test", "hook.create", merchant.name)
    assert orjson.loads(act["data"]) == {"hook": made.id, "vendor": "standard", "store": store}
    assert act["at"] == now


async def test_an_unknown_merchant(program: Program, now: datetime) -> None:
    with pytest.raises(NotFound, match="unknown_merchant"):
        await create(program, "Nobody", now)
    assert not await rows("select 1 from hook")


@pytest.mark.parametrize("store", ["moon", "", "CENTER"])
async def test_an_unknown_store(program: Program, merchant: Merchant, now: datetime, store: str) -> None:
    with pytest.raises(NotFound, match="unknown_store"):
        await create(program, merchant.name, now, store=store)
    assert not await rows("select 1 from hook")


async def test_a_closed_store_and_that_of_another_merchant(
    program: Program, merchant: Merchant, now: datetime
) -> None:
    closed, others = program.config.stores[0].code, program.config.stores[1].code
    await rows("update store set active = false where code = $1", closed)
    await rows("update store set merchant = 'Somebody else' where code = $1", others)
    for store in (closed, others):
        with pytest.raises(NotFound, match="unknown_store"):
            await create(program, merchant.name, now, store=store)


async def test_another_programs_merchant_is_unknown(
    program: Program, merchant: Merchant, now: datetime
) -> None:
    other = await make_program(now, program_text())
    await merchants.create(other, "Theirs", actor="test", now=now)
    with pytest.raises(NotFound, match="unknown_merchant"):
        await create(program, "Theirs", now)


@pytest.mark.parametrize("token", ["", "wrong", "\0", "\udcff", "x" * 10_000, "' or 1=1 --"])
async def test_a_path_that_is_nobodys(
    program: Program, merchant: Merchant, now: datetime, token: str
) -> None:
    made = await create(program, merchant.name, now)
    assert await hooks.find(token, keyring=KEYRING) is None
    assert await hooks.find(hooks.path_digest(made.token), keyring=KEYRING) is None


async def test_another_secret_key_reads_nothing(program: Program, merchant: Merchant, now: datetime) -> None:
    made = await create(program, merchant.name, now)
    with pytest.raises(Invalid, match="secret_key_changed"):
        await hooks.find(made.token, keyring=Keyring("another"))


async def test_a_merchants_own_hooks_are_listed(program: Program, merchant: Merchant, now: datetime) -> None:
    other, _ = await merchants.create(program, "Other", actor="test", now=now)
    store = program.config.stores[0].code
    first = await create(program, merchant.name, now, store=store)
    await create(program, other.name, now)
    later = now + timedelta(days=1)
    second = await create(program, merchant.name, later)
    assert await hooks.of_merchant(program, merchant.name) == (
        ListedHook(first.id, "standard", store, now),
        ListedHook(second.id, "standard", None, later),
    )
    with pytest.raises(NotFound, match="unknown_merchant"):
        await hooks.of_merchant(program, "Nobody")


@pytest.mark.parametrize("by", ["id", "token"])
async def test_a_deleted_hook_is_nobodys(
    program: Program, merchant: Merchant, now: datetime, by: str
) -> None:
    kept, gone = [await create(program, merchant.name, now) for _ in range(2)]
    deleted = await hooks.delete(program, merchant.name, getattr(gone, by), actor="test", now=now)
    assert deleted == gone.id
    assert await hooks.find(gone.token, keyring=KEYRING) is None
    assert await hooks.find(kept.token, keyring=KEYRING)
    with pytest.raises(NotFound, match="unknown_hook"):
        await hooks.delete(program, merchant.name, getattr(gone, by), actor="test", now=now)


async def test_deleting_one_leaves_an_audit_row(program: Program, merchant: Merchant, now: datetime) -> None:
    made = await create(program, merchant.name, now)
    await hooks.delete(program, merchant.name, made.token, actor="test", now=now)
    act = (await audit.latest(program.id, 1))[0]
    assert (act["actor"], act["action"], act["target"]) == ("test", "hook.delete", merchant.name)
    assert orjson.loads(act["data"]) == {"hook": made.id, "vendor": "standard"}
    assert made.token not in str(act)


async def test_nobody_deletes_anothers_hook(program: Program, merchant: Merchant, now: datetime) -> None:
    await merchants.create(program, "Neighbour", actor="test", now=now)
    stranger = await make_program(now, program_text())
    await merchants.create(stranger, merchant.name, actor="test", now=now)
    made = await create(program, merchant.name, now)
    for somebody, name in ((program, "Neighbour"), (stranger, merchant.name)):
        for which in (made.id, made.token):
            with pytest.raises(NotFound, match="unknown_hook"):
                await hooks.delete(somebody, name, which, actor="test", now=now)
    with pytest.raises(NotFound, match="unknown_merchant"):
        await hooks.delete(program, "Nobody", made.id, actor="test", now=now)
    assert await hooks.find(made.token, keyring=KEYRING)
