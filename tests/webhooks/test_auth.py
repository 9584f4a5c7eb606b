"""Keys: missing, wrong, somebody else's, old; and what is remembered of them."""

import asyncio
from datetime import timedelta

import pytest

from services import merchants
from services.database import rows
from services.merchants import Merchant
from services.programs import Program
from tests.conftest import NOW
from tests.webhooks.conftest import Till, receipt
from tests.webhooks.test_bad_input import is_problem
from webhooks.auth import Authenticator
from webhooks.errors import Problem


@pytest.mark.parametrize("path", ["/v1/receipts", "/v1/customers/lookup"])
async def test_no_key(till: Till, path: str) -> None:
    said = await till.request("POST", path, json={})
    is_problem(said, 401, "key_missing")
    assert said.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header",
    [
        "Bearer rk_wrong",
        "Bearer",
        "Bearer ",
        "Basic dGlsbDpzZWNyZXQ=",
        "rk_wrong",
        "Bearer a b",
        "Bearer ключ",
        f"Bearer {'x' * 5000}",
        "Bearer ' or 1=1 --",
    ],
)
@pytest.mark.parametrize("path", ["/v1/receipts", "/v1/customers/lookup"])
async def test_wrong_key(till: Till, path: str, header: str) -> None:
    said = await till.post(path, receipt(), {"Authorization": header})
    is_problem(said, 401, "key_unknown")
    assert not await rows("select 1 from receipt")


async def test_the_key_is_looked_at_before_the_body(till: Till) -> None:
    is_problem(
        await till.post("/v1/receipts", b"{", {"Authorization": "Bearer rk_wrong"}), 401, "key_unknown"
    )


async def test_scheme_in_any_case(till: Till) -> None:
    said = await till.post("/v1/receipts", receipt(), {"Authorization": f"bearer {till.key}"})
    assert said.status == 201


async def test_rotated_key_dies_within_five_seconds(till: Till, program: Program, merchant: Merchant) -> None:
    assert (await till.post("/v1/receipts", receipt())).status == 201
    _, fresh = await merchants.rotate_key(program, merchant.name, actor="test", now=NOW)
    assert (await till.post("/v1/receipts", receipt(), {"Authorization": f"Bearer {fresh}"})).status == 200
    till.clock.at += timedelta(seconds=5)
    is_problem(await till.post("/v1/receipts", receipt()), 401, "key_unknown")


async def test_busy_till_asks_the_database_once(
    till: Till, merchant_key: tuple[Merchant, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    real = merchants.authenticate

    async def counting(key: str) -> merchants.MerchantKey | None:
        nonlocal asked
        asked += 1
        return await real(key)

    monkeypatch.setattr(merchants, "authenticate", counting)
    authenticator = Authenticator(timer=till.clock.seconds)
    header = f"Bearer {merchant_key[1]}"
    callers = await asyncio.gather(*(authenticator.caller(header) for _ in range(50)))
    assert {caller.merchant_id for caller in callers} == {merchant_key[0].id}
    assert asked == 1
    till.clock.at += timedelta(seconds=4.9)
    await authenticator.caller(header)
    assert asked == 1
    till.clock.at += timedelta(seconds=0.1)
    await authenticator.caller(header)
    assert asked == 2


async def test_who_hangs_up_leaves_the_others_waiting_well(merchant_key: tuple[Merchant, str]) -> None:
    authenticator = Authenticator()
    header = f"Bearer {merchant_key[1]}"
    first, second = (asyncio.ensure_future(authenticator.caller(header)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).merchant_id == merchant_key[0].id


async def test_memory_is_bounded(program: Program) -> None:
    keys = [(await merchants.create(program, f"M{n}", actor="test", now=NOW))[1] for n in range(5)]
    authenticator = Authenticator(most=2)
    for key in keys * 2:
        assert (await authenticator.caller(f"Bearer {key}")).program_id == program.id
    assert len(authenticator) <= 2


async def test_a_refused_key_is_asked_for_again(program: Program) -> None:
    """Somebody may have made the key in the meantime."""
    authenticator = Authenticator()
    with pytest.raises(Problem, match="key_unknown"):
        await authenticator.caller("Bearer rk_soon")
    await merchants.create(program, "Soon", actor="test", now=NOW, key=lambda: "rk_soon")
    assert (await authenticator.caller("Bearer rk_soon")).merchant == "Soon"
