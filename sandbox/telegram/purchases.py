"""What is bought and sold: invoices, payments, subscriptions, as the stand-in remembers them.

Amounts are in the currency's smallest units, whole Stars for Stars. Times are Unix times by the sandbox's calendar.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.telegram.currencies import STARS, digits

_HIDDEN = frozenset({"payload", "start_parameter"})


@dataclass(slots=True)
class Invoice:
    """What is to be paid. A `subscription_period` is in seconds."""

    slug: str
    title: str
    description: str
    payload: str
    currency: str
    amount: int
    prices: list[dict[str, Any]]
    subscription_period: int = 0
    start_parameter: str = ""
    max_tip: int = 0
    tips: list[int] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    is_link: bool = False

    def body(self) -> dict[str, Any]:
        """Telegram's Invoice object."""
        return {
            "title": self.title,
            "description": self.description,
            "start_parameter": self.start_parameter,
            "currency": self.currency,
            "total_amount": self.amount,
        }

    def form(self) -> dict[str, Any]:
        """What the customer's pay sheet shows."""
        shown = asdict(self) | {"digits": digits(self.currency)}
        return {key: value for key, value in shown.items() if key not in _HIDDEN}


@dataclass(slots=True)
class Payment:
    """A payment that went through. `subscription` is the charge that began the subscription it belongs to."""

    charge: str
    provider_charge: str
    person_id: int
    title: str
    currency: str
    amount: int
    payload: str
    at: int
    subscription: str = ""
    subscription_period: int = 0
    order_info: dict[str, str] = field(default_factory=dict)
    refunded_at: int = 0

    @property
    def in_stars(self) -> bool:
        """Whether it was paid in Stars."""
        return self.currency == STARS

    def about(self) -> dict[str, Any]:
        """The fields that Telegram's SuccessfulPayment and RefundedPayment share."""
        return {
            "currency": self.currency,
            "total_amount": self.amount,
            "invoice_payload": self.payload,
            "telegram_payment_charge_id": self.charge,
        }

    def body(self) -> dict[str, Any]:
        """Telegram's SuccessfulPayment object, without what it says of a subscription."""
        paid = self.about() | {"provider_payment_charge_id": self.provider_charge}
        return paid | ({"order_info": self.order_info} if self.order_info else {})


@dataclass(slots=True)
class Subscription:
    """A subscription by the charge that began it. It is paid `until`; the next charge is due then.

    `canceled` stops the next charge; `bot_canceled` also keeps the customer from taking it up again. `failed` ended
    for lack of Stars.
    """

    charge: str
    person_id: int
    slug: str
    until: int
    canceled: bool = False
    bot_canceled: bool = False
    failed: bool = False
    ended: bool = False
