"""Requests ready to leave: whole HTTP messages as bytes, each receipt with an id of its own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime

BASKET = (
    '"store":"center","employee":"anna","customer":{"card":"%s"},"issued_at":"%s",'
    '"currency":"RUB","total":"890.00","lines":['
    '{"sku":"latte","name":"Латте","category":"coffee","quantity":"2","amount":"540.00","cost":"160.00"},'
    '{"sku":"croissant","name":"Круассан","category":"bakery","quantity":"1","amount":"230.00","cost":"90.00"},'
    '{"sku":"water","name":"Вода","category":"drinks","quantity":"1","amount":"120.00","cost":null}]}'
)
RECEIPT = '{"receipt_id":"%s-%d",' + BASKET
QUOTE = "{" + BASKET
HEAD = (
    "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
    "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
)


def card(number: int) -> str:
    """The card of the n-th customer of a prepared house."""
    return f"4{number:09}"


def requests(path: str, key: str, prefix: str, customers: int, *, quotes: bool = False) -> Iterator[bytes]:
    """Sales of random customers, or quotes of such sales, without end."""
    choose = random.Random(prefix)
    issued_at = datetime.now(UTC).isoformat(timespec="seconds")
    number = 0
    while True:
        number += 1
        whose = card(choose.randint(1, customers)), issued_at
        body = (QUOTE % whose if quotes else RECEIPT % (prefix, number, *whose)).encode()
        yield (HEAD % (path, key, len(body))).encode() + body
