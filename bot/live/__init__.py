"""`regulars doctor --live`: a person goes the main journey with the real bot, and each step is looked at."""

from bot.live.journey import walk
from bot.live.walk import Wishes

__all__ = ["Wishes", "walk"]
