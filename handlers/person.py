"""Who is speaking, and what that person may do."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ui.texts import Texts
from services.conversations import Awaited
from services.customers import Customer
from services.employees import Employee
from services.programs import Program


@dataclass(frozen=True, slots=True)
class Person:
    """A Telegram account in one program, with the texts in its language and zone."""

    program: Program
    telegram_id: int
    name: str
    language: str  # as Telegram says
    texts: Texts
    customer: Customer | None
    employee: Employee | None
    awaited: Awaited | None
    listed_admin: bool  # named in ADMIN_IDS

    @property
    def actor(self) -> str:
        """How this person is named in the audit."""
        return f"telegram:{self.telegram_id}"

    @property
    def joined(self) -> bool:
        """Whether the person takes part in the bonus program."""
        return self.customer is not None and self.customer.joined

    @property
    def staff(self) -> bool:
        """Whether the person serves customers here."""
        return self.employee is not None

    @property
    def manager(self) -> bool:
        """Whether the person sees the work of others."""
        return self.admin or (self.employee is not None and self.employee.manages)

    @property
    def admin(self) -> bool:
        """Whether the person runs the program."""
        return self.listed_admin or (self.employee is not None and self.employee.role in ("admin", "owner"))

    def may(self, audience: str) -> bool:
        """Whether the person belongs to an audience of ``handlers.index``."""
        return {
            "anyone": True,
            "joined": self.joined,
            "staff": self.staff or self.admin,
            "manager": self.manager,
            "admin": self.admin,
        }[audience]
