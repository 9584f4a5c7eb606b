"""[[stores]]: the branches, each with its time zone."""

from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator

from services.program_file.problems import wrong
from services.program_file.suggestions import nearest
from services.program_file.values import Code, Line, Section, shown


@cache
def zone_names() -> frozenset[str]:
    """The names of the IANA time zone database."""
    return frozenset(available_timezones())


def _known_zone(name: str) -> str:
    if name not in zone_names():
        near = nearest(name, zone_names())
        raise wrong("zone_unknown", value=shown(name), near=near, example="Europe/Berlin")
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
