"""A stand-in for the merchants' API with the shapes of the real one, so that the till is tested alone."""

from typing import Any

from aiohttp import web

from sandbox.till import TillData, TillEmployee, TillItem, TillStore

KEY = "test-key"
TILL = TillData(
    api_key=KEY,
    currency="RUB",
    minor_digits=2,
    stores=(
        TillStore(
            "center",
            "Кофейня на Большой Никитской",
            (TillEmployee("anna", "Анна"), TillEmployee("ivan", "Иван")),
        ),
        TillStore("north", "Север", ()),
    ),
    items=(
        TillItem("espresso", "Эспрессо", "Кофе", 15_000),
        TillItem("cappuccino", "Капучино", "Кофе", 22_000),
        TillItem("latte", "Латте", "Кофе", 27_000),
        TillItem("raf", "Раф лавандовый на кокосовом молоке", "Кофе", 32_000),
        TillItem("tea", "Чай с чабрецом", "Чай", 18_050),
        TillItem("matcha", "Матча", "Чай", 29_000),
        TillItem("cheesecake", "Чизкейк", "Десерты", 32_000),
        TillItem("croissant", "Круассан", "Десерты", 19_000),
        TillItem("beans", "Зёрна Эфиопия 250 г", "Зерно", 95_000),
    ),
)


class FakeMerchants:
    """Remembers what the till sent. `refusal` is the problem document of the next receipt, if any."""

    def __init__(self) -> None:
        self.receipts: list[dict[str, Any]] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self.refusal: dict[str, Any] | None = None

    def mount(self, application: web.Application) -> None:
        application.router.add_post("/v1/receipts", self.record)
        application.router.add_post("/v1/customers/lookup", self.look_up)

    async def record(self, request: web.Request) -> web.Response:
        body = await self.read(request)
        self.receipts.append(body)
        if self.refusal:
            refusal, self.refusal = self.refusal, None
            return problem(refusal)
        known = body["receipt_id"] in self.answers
        answer = self.answers.setdefault(body["receipt_id"], answered(body))
        headers = {"Idempotent-Replayed": "true"} if known else {}
        return web.json_response(answer, status=200 if known else 201, headers=headers)

    async def look_up(self, request: web.Request) -> web.Response:
        body = await self.read(request)
        assert body["store"] in {store.code for store in TILL.stores}
        if body.get("code") == "000000":
            return problem({"status": 422, "code": "unknown_code", "title": "Unknown code"})
        return web.json_response(
            {
                "card": "4000123456",
                "registered": True,
                "tier": "silver",
                "balance": 127,
                "pending": 0,
                "initial": "М",
            }
        )

    async def read(self, request: web.Request) -> dict[str, Any]:
        assert request.headers["Authorization"] == f"Bearer {KEY}"
        body = await request.json()
        assert isinstance(body, dict)
        return body


def problem(facts: dict[str, Any]) -> web.Response:
    return web.json_response(facts, status=facts["status"], content_type="application/problem+json")


def answered(body: dict[str, Any]) -> dict[str, Any]:
    customer = {"card": "4000123456", "registered": True, "tier": "silver"} if body["customer"] else None
    return {
        "receipt": "r-1",
        "receipt_id": body["receipt_id"],
        "customer": customer,
        "points": {"earned": 27, "redeemed": 0, "balance": 154, "pending": 27} if customer else None,
        "tier": {"name": "silver", "changed": True, "to_next": "4500.00"} if customer else None,
        "discount": "0.00",
        "payable": body["total"],
        "slip": ["+27 баллов", "Баланс: 154 балла"],
    }
