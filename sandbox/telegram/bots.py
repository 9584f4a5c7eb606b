"""Bots: who they are, what they set about themselves, and the updates that wait for them."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.chats import Chat, load_chat
from sandbox.telegram.purchases import Invoice, Payment, Subscription

# After a crash the last second of numbers may be lost; a restart steps over it, so numbers only grow.
NUMBERS_SKIPPED = 10_000
INVOICES_KEPT = 5000


@dataclass(slots=True)
class Webhook:
    """Where a bot's updates are delivered to."""

    url: str
    secret: str = ""
    max_connections: int = 40
    ip_address: str = ""
    last_error_date: int = 0
    last_error_message: str = ""


@dataclass(slots=True)
class Pending:
    """An update that the bot has not confirmed yet."""

    at: float
    chat: int
    body: dict[str, Any]


@dataclass(slots=True)
class Bot:
    """One bot with everything that it has in Telegram."""

    id: int
    token: str
    username: str
    first_name: str
    chats: dict[int, Chat] = field(default_factory=dict)
    met: dict[int, bool] = field(default_factory=dict)
    next_message: int = 1
    next_update: int = 100_000_001
    pending: dict[int, Pending] = field(default_factory=dict)
    allowed: list[str] | None = None
    webhook: Webhook | None = None
    commands: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    profile: dict[str, dict[str, str]] = field(default_factory=dict)
    menu_buttons: dict[str, dict[str, Any]] = field(default_factory=dict)
    invoices: dict[str, Invoice] = field(default_factory=dict)
    payments: dict[str, Payment] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)

    def user(self) -> dict[str, Any]:
        """Telegram's User object of the bot."""
        name = self.profile.get("name", {}).get("") or self.first_name
        return {"id": self.id, "is_bot": True, "first_name": name, "username": self.username}

    def meet(self, person_id: int) -> None:
        """The bot has seen this person, so it knows that the account exists."""
        self.met[person_id] = True

    def keep_invoice(self, invoice: Invoice) -> None:
        """Remember an invoice; the oldest that no subscription needs are forgotten."""
        self.invoices[invoice.slug] = invoice
        if len(self.invoices) > INVOICES_KEPT:
            needed = {subscription.slug for subscription in self.subscriptions.values()}
            oldest = next((slug for slug in self.invoices if slug not in needed), invoice.slug)
            del self.invoices[oldest]

    def profile_text(self, what: str, language: str = "") -> str:
        """The name, description or short description in a language, else the common one."""
        texts = self.profile.get(what, {})
        return texts.get(language) or texts.get("") or (self.first_name if what == "name" else "")


def load_bot(data: dict[str, Any]) -> Bot:
    """A bot from the state file, with its numbers moved on."""
    chats = {int(key): load_chat(value) for key, value in data.pop("chats").items()}
    pending = {int(key): Pending(**value) for key, value in data.pop("pending").items()}
    webhook = data.pop("webhook")
    met = dict.fromkeys(map(int, data.pop("met")), True)
    bot = Bot(
        **_sales(data),
        chats=chats,
        pending=pending,
        met=met,
        webhook=Webhook(**webhook) if webhook else None,
    )
    bot.next_message += NUMBERS_SKIPPED
    bot.next_update += NUMBERS_SKIPPED
    return bot


def _sales(data: dict[str, Any]) -> dict[str, Any]:
    """The bot's fields with its sales as objects; a file from before there were payments has none."""
    kinds: dict[str, Any] = {"invoices": Invoice, "payments": Payment, "subscriptions": Subscription}
    sold = {
        name: {key: kind(**value) for key, value in data.get(name, {}).items()}
        for name, kind in kinds.items()
    }
    return data | sold
