"""Gift cards of the fake merchants' API: one card, which the till sells, looks at, takes and gives back to."""

from decimal import Decimal
from typing import Any

from aiohttp import web

CODE = "GIFT-CDFGHJKMNP4"


class FakeGiftCards:
    """`left` is on the only card; `state` may be set; `refusal` is of the next use or refund, if any."""

    def __init__(self) -> None:
        self.left = Decimal("300.00")
        self.state = "live"
        self.sold: list[dict[str, Any]] = []
        self.uses: list[dict[str, Any]] = []
        self.backs: list[dict[str, Any]] = []
        self.refusal: dict[str, Any] | None = None

    def mount(self, application: web.Application) -> None:
        application.router.add_post("/v1/gift-cards", self.sell)
        application.router.add_post("/v1/gift-cards/lookup", self.look_up)
        application.router.add_post("/v1/gift-cards/uses", self.take)
        application.router.add_post("/v1/gift-cards/uses/{use_id}/refunds", self.give_back)

    async def sell(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.sold.append(body)
        self.left = Decimal(body["amount"])
        return web.json_response({**body, "gift_card": "1", "code": CODE}, status=201)

    async def look_up(self, request: web.Request) -> web.Response:
        body = await request.json()
        if body["code"] != CODE:
            return _problem({"status": 404, "code": "gift_card_unknown", "title": "Unknown"})
        return web.json_response({**self._card(), "state": self.state})

    async def take(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.uses.append(body)
        if refusal := self._refused():
            return refusal
        self.left -= Decimal(body["amount"])
        answer = {"use_id": body["use_id"], "amount": body["amount"], **self._card(), "slip": []}
        return web.json_response(answer, status=201)

    async def give_back(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.backs.append({**body, "use_id": request.match_info["use_id"]})
        if refusal := self._refused():
            return refusal
        self.left += Decimal(body["amount"])
        left = sum(Decimal(use["amount"]) for use in self.uses) - sum(
            Decimal(back["amount"]) for back in self.backs
        )
        return web.json_response({**body, "refundable": str(left), **self._card(), "slip": []}, status=201)

    def _card(self) -> dict[str, Any]:
        return {
            "ends_with": CODE[-4:],
            "left": str(self.left),
            "currency": "RUB",
            "expires_at": "2027-11-21T09:00:00Z",
        }

    def _refused(self) -> web.Response | None:
        refusal, self.refusal = self.refusal, None
        return _problem(refusal) if refusal else None


def _problem(facts: dict[str, Any]) -> web.Response:
    return web.json_response(facts, status=facts["status"], content_type="application/problem+json")
