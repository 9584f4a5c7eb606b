"""A hook of the test's merchant, and a sender that signs as the library of Standard Webhooks does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio
from standardwebhooks import Webhook

from services import hooks
from services.keyring import Keyring
from services.merchants import Merchant
from services.programs import Program
from tests.conftest import NOW
from tests.webhooks.conftest import Said, Till, said

FIXTURES = Path(__file__).parent / "standard" / "fixtures"


def fixture(name: str) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads((FIXTURES / f"{name}.json").read_bytes())
    return found


def event(**changes: Any) -> dict[str, Any]:
    """A sale as an event, with changes to its receipt; ``...`` leaves a field out."""
    sold = fixture("receipt.recorded")
    data = sold["data"] | changes
    return sold | {"data": {key: value for key, value in data.items() if value is not ...}}


def signed(secret: str, body: bytes, at: datetime, message: str = "msg_1") -> dict[str, str]:
    """The headers of a delivery; of bytes that are not UTF-8 the library can sign none, so those are wrong."""
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message, at, body.decode(errors="replace")),
    }


@dataclass
class Sender:
    """Delivers events to one hook."""

    till: Till
    token: str
    secret: str

    @property
    def path(self) -> str:
        return f"/hooks/{self.token}/standard"

    async def deliver(
        self, body: object, *, message: str = "msg_1", headers: Mapping[str, str] | None = None
    ) -> Said:
        """Sign and send; ``headers`` replace those that are right."""
        raw = body if isinstance(body, bytes) else orjson.dumps(body)
        made = signed(self.secret, raw, self.till.clock.at, message)
        return await self.send(raw, made | dict(headers or {}))

    async def send(self, raw: bytes, headers: Mapping[str, str]) -> Said:
        sent = {"Content-Type": "application/json", **headers}
        async with self.till.session.post(self.till.at(self.path), data=raw, headers=sent) as response:
            return await said(response)


@pytest.fixture
def store() -> str | None:
    """The hook's own store."""
    return None


@pytest_asyncio.fixture
async def sender(
    till: Till, program: Program, merchant: Merchant, keyring: Keyring, store: str | None
) -> Sender:
    made = await hooks.create(
        program, merchant.name, "standard", None, store, keyring=keyring, actor="test", now=NOW
    )
    return Sender(till, made.token, made.secret)
