"""The Telegram stand-in: the Bot API in memory, as strict as the real one."""

from sandbox.telegram.chats import Person
from sandbox.telegram.faults import Fault
from sandbox.telegram.limits import Limits
from sandbox.telegram.rules import RULES, TelegramError
from sandbox.telegram.standin import StandIn

__all__ = ["RULES", "Fault", "Limits", "Person", "StandIn", "TelegramError"]
