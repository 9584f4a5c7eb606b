"""The till of a walk: one small receipt through the HTTP API."""

from __future__ import annotations

from typing import Any

from bot.deployment import merchant_key_file, read_text
from bot.failures import UNAVAILABLE, Failure
from bot.live.walk import MACHINE_PATIENCE, Walk
from services import merchants, points, walks
from services.clock import SandboxClock
from services.customers import Customer
from services.merchants import MerchantKey
from services.program_file import currencies
from services.programs import Program


async def merchant_key(made: Walk) -> tuple[str, MerchantKey]:
    """A key that works, and whose it is. Raises Failure."""
    path = made.wishes.key_file or merchant_key_file(made.settings)
    try:
        key = read_text(path).strip()
    except FileNotFoundError:
        key = ""
    merchant = await merchants.authenticate(key) if key else None
    if merchant is None or merchant.program_id != made.program.id:
        raise Failure(
            f"{path} holds no key of a merchant of {made.program.slug}: write one that works into a file and"
            " give it with --key-file"
        )
    made.findings.good("there is a merchant's key to ring up with")
    return key, merchant


def receipt_body(
    program: Program, merchant: str, card: str, issued_at: str, receipt_id: str
) -> dict[str, Any]:
    """A small receipt, as a till sends it: about what earns one point.

    Raises Failure when the merchant may not sell in any store.
    """
    stores = [store for store in program.config.stores if store.merchant in (None, merchant)]
    if not stores:
        raise Failure(f"no store of {program.slug} is open to the merchant {merchant}: use another key")
    people = [one for one in program.config.employees if one.store == stores[0].code]
    people.sort(key=lambda one: one.role != "cashier")
    amount = _amount(program)
    line = {"sku": "doctor", "name": "Doctor's test", "category": None, "quantity": "1", "amount": amount}
    return {
        "receipt_id": receipt_id,
        "store": stores[0].code,
        "employee": people[0].code if people else None,
        "customer": {"card": card},
        "issued_at": issued_at,
        "currency": program.currency,
        "total": amount,
        "lines": [line],
    }


def _amount(program: Program) -> str:
    """Whole major units, enough for a point at the base rate."""
    rules = program.config.points
    unit = 10 ** currencies.digits(program.currency)
    least = -(-10_000 * rules.minor_units_per_point // rules.base_rate) if rules.base_rate else 1
    return str(-(-least // unit))


async def ring_up(
    made: Walk, customer: Customer, key: str, merchant: MerchantKey
) -> tuple[int, dict[str, Any]]:
    """Record a small receipt, twice as a till that lost the answer; returns its own id and the answer."""
    if isinstance(made.clock, SandboxClock):
        await made.clock.refresh()
    receipt_id = f"doctor-{made.mark[: walks.NONCE_LENGTH]}"
    issued_at = made.clock.now().isoformat()
    body = receipt_body(made.program, merchant.name, customer.card, issued_at, receipt_id)
    status, answer = await _post(made, key, body)
    if status != 201:
        said = answer.get("detail") or answer.get("code") or "nothing that says why"
        raise Failure(f"the HTTP API answered the test receipt with {status}: {said}")
    made.stays.append(
        f"receipt {receipt_id} of {body['total']} {made.program.currency} by {merchant.name} and what it earned"
    )
    made.findings.good(
        f"the HTTP API recorded receipt {receipt_id} of {body['total']} {made.program.currency}"
    )
    if await _post(made, key, body) != (200, answer):
        raise Failure("the same receipt again got another answer: please report this")
    made.findings.good("the same receipt again got the same answer and counted once")
    return int(answer["receipt"]), answer


async def _post(made: Walk, key: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    import aiohttp  # noqa: PLC0415 - only the walk needs it

    url, headers = f"{made.settings.local_url}/v1/receipts", {"Authorization": f"Bearer {key}"}
    timeout = aiohttp.ClientTimeout(total=MACHINE_PATIENCE)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(url, json=body, headers=headers) as came,
        ):
            return came.status, await came.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise Failure(f"{url} cannot be used: {type(error).__name__}", UNAVAILABLE) from None


async def check_points(made: Walk, customer: Customer, receipt: int, answer: dict[str, Any]) -> None:
    """The till was told what the ledger says. Raises Failure."""
    earned, told = await walks.earned(made.program.id, receipt), answer["points"]["earned"]
    if earned != told:
        raise Failure(f"the till was told of {told} points, the ledger has {earned}: please report this")
    balance = await points.balance(made.program, customer.id, now=made.clock.now())
    made.findings.good(
        f"points in the ledger: {earned}; balance {balance.available}, pending {balance.pending}"
    )
