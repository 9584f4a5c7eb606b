"""[[stores]]: the branches, each with its time zone."""

from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator

from services.program_file.suggestions import did_you_mean
from services.program_file.values import Code, Line, Section, shown, wrong


@cache
def zone_names() -> frozenset[str]:
    """The names of the IANA time zone database."""
    return frozenset(available_timezones())


def _known_zone(name: str) -> str:
    if name not in zone_names():
        hint = did_you_mean(name, zone_names()) or 'write it like "Europe/Berlin"'
        raise wrong(f"{shown(name)} is not a time zone; {hint}")
    return name


class StoreRules(Section):
    """One [[stores]] entry."""

    code: Code
    name: Line
    timezone: Annotated[str, AfterValidator(_known_zone)]
    address: Line | None = None
    merchant: Line | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The time zone, ready for use with datetime."""
        return ZoneInfo(self.timezone)
