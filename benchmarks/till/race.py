"""Races for one customer's points: so many tills at once, each with a hold and, if it gets one, the receipt."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import orjson

from benchmarks.apart import contender
from benchmarks.receipts.requests import HEAD, card

CODES = 10_000_000  # the first one


def code(customer: int, till: int, tills: int) -> str:
    """What the customer shows at one of the tills."""
    return str(CODES + customer * tills + till)


class Till:
    """A connection that is kept, one call at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, key: str) -> None:
        self._reader, self._writer, self._key = reader, writer, key

    async def post(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """The status and the answer."""
        sent = orjson.dumps(body)
        self._writer.write((HEAD % (path, self._key, len(sent))).encode() + sent)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        answer = orjson.loads(await self._reader.readexactly(length))
        return int(head[9:12]), answer


class Race:
    """``tills`` of them after one customer's points, ``points`` each."""

    def __init__(self, tills: list[Till], points: int) -> None:
        self._tills, self._points = tills, points
        # the points pay all of it: what a receipt earned meanwhile would pay for one more
        self._basket = {
            "store": "center",
            "employee": "anna",
            "issued_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "currency": "RUB",
            "total": "100.00",
            "lines": [
                {"sku": "latte", "name": "Латте", "category": "coffee", "quantity": "2", "amount": "100.00"}
            ],
        }

    async def run(self, customer: int) -> int:
        """How many got their points. Raises RuntimeError at any answer that nobody should get."""
        spends = (self._spend(till, number, customer) for number, till in enumerate(self._tills))
        return sum(await asyncio.gather(*spends))

    async def _spend(self, till: Till, number: int, customer: int) -> bool:
        name = f"{customer}-{number}"
        shown = {"code": code(customer, number, len(self._tills))}
        hold = {**self._basket, "customer": shown, "hold_id": name, "points": self._points}
        status, held = await till.post("/v1/holds", hold)
        if status == 409 and held["code"] == "not_enough_points":
            return False
        if status != 201:
            raise RuntimeError(f"a hold was answered {status}: {held}")
        sale = {"customer": {"card": card(customer)}, "receipt_id": name, "hold": held["hold"]}
        status, sold = await till.post("/v1/receipts", {**self._basket, **sale})
        if status != 201 or sold["points"]["redeemed"] != self._points:
            raise RuntimeError(f"the receipt of a hold was answered {status}: {sold}")
        return True


async def races(
    *, port: int, key: str, tills: int, points: int, first: int, last: int, seconds: float
) -> dict[str, Any]:
    """Races for the customers with these numbers, one after another: how long each took, who won how often."""
    loop = asyncio.get_running_loop()
    pairs = [await asyncio.open_connection("127.0.0.1", port) for _ in range(tills)]
    race = Race([Till(reader, writer, key) for reader, writer in pairs], points)
    until, times, won = loop.time() + seconds, [], []
    for customer in range(first, last):
        began = loop.time()
        won.append(await race.run(customer))
        times.append(loop.time() - began)
        if loop.time() >= until:
            break
    return {"times": times, "won": won}


if __name__ == "__main__":
    contender(races)
