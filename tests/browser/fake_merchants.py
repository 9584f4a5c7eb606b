"""A stand-in for the merchants' API with the shapes of the real one, so that the till is tested alone."""

from typing import Any

from aiohttp import web

from sandbox.till import TillData, TillEmployee, TillItem, TillStore
from tests.browser.fake_gift_cards import FakeGiftCards

KEY = "test-key"
NORTH_KEY = "north-key"
TILL = TillData(
    api_key=KEY,
    currency="RUB",
    minor_digits=2,
    stores=(
        TillStore(
            "center",
            "Кофейня на Большой Никитской",
            (TillEmployee("anna", "Анна"), TillEmployee("ivan", "Иван")),
            api_key=KEY,
        ),
        TillStore("north", "Север", (), "Пекарня", NORTH_KEY),
        TillStore("south", "Юг", (), "Книги"),
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
    """Remembers what the till sent. `refusal` is the problem document of the next receipt, if any.

    `hold` is the only hold; `tap` says what its customer answers, or that its time is over.
    """

    def __init__(self) -> None:
        self.receipts: list[dict[str, Any]] = []
        self.quotes: list[dict[str, Any]] = []
        self.asked: list[dict[str, Any]] = []
        self.refunds: list[dict[str, Any]] = []
        self.hold: dict[str, Any] | None = None
        self.gifts = FakeGiftCards()
        self.most = 127
        self.worth = 100
        """What a point pays, in minor units."""
        self.answers: dict[str, dict[str, Any]] = {}
        self.refusal: dict[str, Any] | None = None

    def mount(self, application: web.Application) -> None:
        application.router.add_post("/v1/receipts", self.record)
        application.router.add_post("/v1/customers/lookup", self.look_up)
        self.gifts.mount(application)
        application.router.add_post("/v1/quotes", self.quote)
        application.router.add_post("/v1/holds", self.set_aside)
        application.router.add_get("/v1/holds/{hold}", self.watch)
        application.router.add_delete("/v1/holds/{hold}", self.give_back)
        application.router.add_post("/v1/receipts/{receipt_id}/refunds", self.refund)

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

    async def quote(self, request: web.Request) -> web.Response:
        body = await self.read(request)
        self.quotes.append(body)
        paying = {"points": self.most, "pays": self.pays(self.most), "payable": "413.00", "earned": 20}
        return web.json_response(
            {
                "customer": {"card": "4000123456", "registered": True, "tier": "silver"},
                "points": {"earned": 27, "balance": 127, "pending": 0},
                "redemption": {
                    "most": self.most,
                    "minimum": 1,
                    "step": 1,
                    "paying": paying if self.most else None,
                },
                "tier": {"name": "silver", "changed": False, "to_next": None},
                "discount": "0.00",
                "payable": body["total"],
                "offers": [],
                "slip": [],
            }
        )

    async def set_aside(self, request: web.Request) -> web.Response:
        body = await self.read(request)
        self.asked.append(body)
        self.hold = {
            "hold": "token-1",
            "hold_id": body["hold_id"],
            "state": "live" if "code" in body["customer"] else "waiting",
            "customer": {"card": "4000123456", "registered": True, "tier": "silver"},
            "points": body["points"],
            "pays": self.pays(body["points"]),
            "balance": 127 - body["points"],
            "expires_at": body["issued_at"],
            "slip": [],
        }
        return web.json_response(self.hold, status=201)

    def pays(self, points: int) -> str:
        return f"{points * self.worth // 100}.{points * self.worth % 100:02}"

    def tap(self, state: str) -> None:
        assert self.hold is not None
        self.hold = {**self.hold, "state": state}

    async def watch(self, request: web.Request) -> web.Response:
        assert request.match_info["hold"] == "token-1"
        return web.json_response(self.hold)

    async def give_back(self, request: web.Request) -> web.Response:
        self.tap("cancelled")
        return web.json_response(self.hold)

    async def refund(self, request: web.Request) -> web.Response:
        body = await self.read(request)
        self.refunds.append({**body, "receipt_id": request.match_info["receipt_id"]})
        amount = body.get("amount", "270.00")
        if float(amount) > 540:
            return problem({"status": 422, "code": "refund_too_much", "title": "Too much"})
        points = {
            "revoked": 13,
            "restored": 50,
            "owed": 0,
            "forgiven": 0,
            "balance": 91,
            "pending": 0,
            "debt": 0,
        }
        answer = {"amount": amount, "refund_payable": "220.00", "left": "270.00", "points": points}
        return web.json_response(answer, status=201)

    async def read(self, request: web.Request) -> dict[str, Any]:
        body = await request.json()
        assert isinstance(body, dict)
        key = NORTH_KEY if body.get("store") == "north" else KEY
        assert request.headers["Authorization"] == f"Bearer {key}"
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
