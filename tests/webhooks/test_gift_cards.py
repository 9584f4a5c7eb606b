"""Gift cards over the wire: sold, looked at, paid with, given back, stopped; money in three kinds of currency."""

import asyncio
from typing import Any

import aiohttp
import pytest

from services.database import rows
from tests.webhooks.conftest import Said, Till, receipt
from tests.webhooks.test_bad_input import is_problem

CARDS, LOOKUP, USES = "/v1/gift-cards", "/v1/gift-cards/lookup", "/v1/gift-cards/uses"


def sale(**changes: Any) -> dict[str, Any]:
    return {"gift_card_id": "G-1", "amount": "500.00", "currency": "RUB", **changes}


def use(code: str, **changes: Any) -> dict[str, Any]:
    return {"use_id": "U-1", "code": code, "amount": "120.00", "currency": "RUB", **changes}


def back(**changes: Any) -> dict[str, Any]:
    return {"refund_id": "R-1", "currency": "RUB", **changes}


async def sold(till: Till, **changes: Any) -> str:
    return str((await till.post(CARDS, sale(**changes))).json["code"])


def replayed(said: Said) -> bool:
    return said.headers.get("Idempotent-Replayed") == "true"


async def test_a_cards_life(till: Till) -> None:
    code = await sold(till, expires_at="2027-11-21T00:00:00+03:00")
    shown = (await till.post(LOOKUP, {"code": f" {code.lower()} ", "store": "center"})).json
    ends = {"ends_with": code[-4:], "currency": "RUB", "expires_at": "2027-11-20T21:00:00Z"}
    assert shown == {**ends, "state": "live", "left": "500.00"}
    taken = await till.post(USES, use(code))
    slip = [f"Gift card …{code[-4:]}: −₽120", "Left on it: ₽380, until November 20, 2027"]
    assert (taken.status, taken.json) == (
        201,
        {"use_id": "U-1", "amount": "120.00", **ends, "left": "380.00", "slip": slip},
    )
    again = await till.post(USES, use(code.lower(), amount="120.0"))
    assert (again.status, again.raw, replayed(again)) == (200, taken.raw, True)
    is_problem(await till.post(USES, use(code, amount="121.00")), 409, "gift_card_use_conflict")
    too_much = await till.post(USES, use(code, use_id="U-2", amount="380.01"))
    assert is_problem(too_much, 409, "gift_card_too_much")["left"] == "380.00"
    part = await till.post(f"{USES}/U-1/refunds", back(amount="20.00"))
    assert (part.status, part.json["refundable"], part.json["left"]) == (201, "100.00", "400.00")
    rest = await till.post(f"{USES}/U-1/refunds", back(refund_id="R-2"))
    assert (rest.json["amount"], rest.json["refundable"], rest.json["left"]) == ("100.00", "0.00", "500.00")
    again = await till.post(f"{USES}/U-1/refunds", back(amount="20"))
    assert (again.status, again.raw, replayed(again)) == (200, part.raw, True)
    key = {"Authorization": f"Bearer {till.key}"}
    seen = await till.request("GET", f"{CARDS}/G-1", headers=key)
    assert (seen.json["amount"], seen.json["left"], seen.json["state"]) == ("500.00", "500.00", "live")
    for _ in range(2):
        stopped = await till.request("DELETE", f"{CARDS}/G-1", headers=key)
        assert (stopped.status, stopped.json["state"], stopped.json["left"]) == (200, "stopped", "500.00")
    assert (
        len(await rows("select 1 from audit where action = 'gift_card.stop' and actor like 'merchant:%'"))
        == 1
    )
    is_problem(await till.post(USES, use(code, use_id="U-3")), 409, "gift_card_stopped")
    assert (await till.post(USES, use(code))).raw == taken.raw  # what was taken was taken


async def test_a_card_is_money_and_no_discount(till: Till) -> None:
    """The receipt is told as ever, and earns as ever."""
    code = await sold(till)
    await till.post(USES, use(code, use_id="A-1001", amount="500.00"))
    said = await till.post("/v1/receipts", receipt())
    assert (said.json["payable"], said.json["discount"], said.json["points"]["earned"]) == (
        "540.00",
        "0.00",
        27,
    )
    assert await rows("select total, discount from receipt") == [{"total": 54_000, "discount": 0}]


@pytest.mark.parametrize(
    ("currency", "amount", "part", "left", "finer"),
    [("RUB", "500.00", "0.01", "499.99", "0.001"), ("JPY", "500", "1", "499", "0.1"),
     ("KWD", "5.405", "0.005", "5.400", "0.0001")],
)  # fmt: skip
async def test_money_of_every_currency(
    till: Till, currency: str, amount: str, part: str, left: str, finer: str
) -> None:
    code = await sold(till, amount=amount, currency=currency)
    taken = await till.post(USES, use(code, amount=part, currency=currency))
    assert (taken.json["amount"], taken.json["left"]) == (part, left)
    given = await till.post(f"{USES}/U-1/refunds", back(currency=currency))
    assert (given.json["amount"], given.json["left"]) == (part, amount)
    wrong = await till.post(USES, use(code, use_id="U-2", amount=finer, currency=currency))
    assert is_problem(wrong, 422, "invalid_body")["errors"][0]["field"] == "amount"


@pytest.mark.parametrize(
    ("path", "changes", "field"),
    [
        (CARDS, {"amount": "0.00"}, "amount"),
        (CARDS, {"amount": 500}, "amount"),
        (CARDS, {"currency": "XXY"}, "currency"),
        (CARDS, {"gift_card_id": ""}, "gift_card_id"),
        (CARDS, {"expires_at": "2027-11-21"}, "expires_at"),
        (LOOKUP, {"code": ""}, "code"),
        (LOOKUP, {"code": "x" * 65}, "code"),
        (LOOKUP, {"code": "GIFT\x00"}, "code"),
        (LOOKUP, {"code": 5}, "code"),
        (USES, {"amount": "0"}, "amount"),
        (USES, {"amount": "-1.00"}, "amount"),
        (USES, {"amount": "1e2"}, "amount"),
        (USES, {"use_id": "x" * 129}, "use_id"),
        (USES, {"tip": "1.00"}, "tip"),
        (f"{USES}/U-1/refunds", {"amount": "0.00"}, "amount"),
        (f"{USES}/U-1/refunds", {"refund_id": None}, "refund_id"),
        (f"{USES}/{'x' * 129}/refunds", {}, "use_id"),
    ],
)
async def test_what_is_wrong_is_named(till: Till, path: str, changes: dict[str, Any], field: str) -> None:
    bodies = {CARDS: sale(), LOOKUP: {"code": "GIFT-CDFGHJKMNP4"}, USES: use("GIFT-CDFGHJKMNP4")}
    said = await till.post(path, {**bodies.get(path, back()), **changes})
    assert field in [error["field"] for error in is_problem(said, 422, "invalid_body")["errors"]]
    assert not await rows("select 1 from gift_card")


async def test_other_refusals(till: Till) -> None:
    code = await sold(till)
    is_problem(await till.post(CARDS, sale(amount="1.00")), 409, "gift_card_conflict")
    is_problem(await till.post(CARDS, sale(gift_card_id="G-2", currency="EUR")), 422, "currency_mismatch")
    dead = sale(gift_card_id="G-2", expires_at="2026-11-21T12:00:00+03:00")
    is_problem(await till.post(CARDS, dead), 422, "gift_card_date")
    is_problem(await till.post(USES, use(code, currency="EUR")), 422, "currency_mismatch")
    is_problem(
        await till.post(USES, use(code[:-1] + ("C" if code[-1] != "C" else "D"))), 422, "gift_card_mistyped"
    )
    is_problem(await till.post(f"{USES}/U-1/refunds", back()), 404, "unknown_gift_card_use")
    key = {"Authorization": f"Bearer {till.key}"}
    is_problem(await till.request("DELETE", f"{CARDS}/{code}", headers=key), 404, "gift_card_unknown")
    is_problem(await till.request("GET", f"{CARDS}/{'x' * 129}", headers=key), 422, "invalid_body")
    for path in (LOOKUP, USES, f"{USES}/U-1/refunds"):
        is_problem(await till.post(path, {}, {"Authorization": "Bearer rk_no"}), 401, "key_unknown")
    for number in range(5):
        is_problem(await till.post(USES, use(f"GUESS{number}")), 404, "gift_card_unknown")
    told = await till.post(USES, use(code))
    is_problem(told, 429, "too_many_codes")
    assert told.headers["Retry-After"] == "60"


async def test_a_take_cut_off_over_the_wire_is_one(till: Till) -> None:
    """A till that hangs up at any moment and asks again gets the answer of the one effect."""
    code = await sold(till)
    headers = {"Authorization": f"Bearer {till.key}"}
    for wait in (0.0005, 0.002, 0.004, 0.008, 0.016):
        timeout = aiohttp.ClientTimeout(total=wait)
        try:
            async with till.session.post(till.at(USES), json=use(code), headers=headers, timeout=timeout):
                pass
        except (TimeoutError, aiohttp.ClientError):
            continue
    answers = await asyncio.gather(*(till.post(USES, use(code)) for _ in range(8)))
    assert len({answer.raw for answer in answers}) == 1
    assert answers[0].json["left"] == "380.00"
    assert await rows("select amount from gift_card_use where kind = 'spend'") == [{"amount": -12_000}]


async def test_no_code_is_logged(till: Till, capfd: pytest.CaptureFixture[str]) -> None:
    code = await sold(till)
    await till.post(LOOKUP, {"code": code})
    await till.post(USES, use(code, amount="900.00"))
    await till.post(USES, use(code + "X"))
    said = capfd.readouterr()
    assert code.removeprefix("GIFT-")[:8] not in said.out + said.err
