"""Who is in which segment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.database import row, rows
from services.errors import NotFound
from services.program_file.segments import SegmentRules
from services.program_file.values import LocalText
from services.programs import Program


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment with how many are in it; ``reachable``: joined, with consent, and can be written to."""

    code: str
    title: LocalText
    members: int
    reachable: int


@dataclass(frozen=True, slots=True)
class Stay:
    """A customer is in a segment since then."""

    code: str
    title: LocalText
    entered_at: datetime


# whom marketing may be sent to; the sender looks again at the last moment
WRITABLE = """c.joined_at is not null and c.telegram_id is not null and c.unreachable_since is null
    and c.marketing_since is not null"""

COUNTS = f"""
select m.segment, count(*) as members, count(*) filter (where {WRITABLE}) as reachable
from membership m join customer c on c.program_id = m.program_id and c.id = m.customer_id
where m.program_id = $1 and m.left_at is null and m.segment = any($2::text[])
group by m.segment
"""  # noqa: S608 - a text of this module


def rules(program: Program, code: str) -> SegmentRules:
    """The segment's definition. Raises NotFound ``unknown_segment``."""
    found = program.config.segment(code)
    if not found:
        raise NotFound("unknown_segment", "segment", segment=code)
    return found


async def counts(program: Program) -> tuple[Segment, ...]:
    """Every segment with its members, in the order of the program file."""
    return await _counted(program, program.config.all_segments)


async def count(program: Program, code: str) -> Segment:
    """One segment with its members. Raises NotFound ``unknown_segment``."""
    return (await _counted(program, (rules(program, code),)))[0]


async def _counted(program: Program, segments: tuple[SegmentRules, ...]) -> tuple[Segment, ...]:
    found = {
        row["segment"]: row for row in await rows(COUNTS, program.id, [segment.code for segment in segments])
    }
    return tuple(
        Segment(
            segment.code,
            segment.title,
            found[segment.code]["members"] if segment.code in found else 0,
            found[segment.code]["reachable"] if segment.code in found else 0,
        )
        for segment in segments
    )


async def of_customer(program: Program, customer_id: int) -> tuple[Stay, ...]:
    """The segments that a customer is in, in the order of the program file."""
    found = await rows(
        "select segment, entered_at from membership"
        " where program_id = $1 and customer_id = $2 and left_at is null",
        program.id,
        customer_id,
    )
    since = {stay["segment"]: stay["entered_at"] for stay in found}
    return tuple(
        Stay(segment.code, segment.title, since[segment.code])
        for segment in program.config.all_segments
        if segment.code in since
    )


async def is_member(program: Program, customer_id: int, code: str) -> bool:
    """Whether a customer is in a segment now."""
    found = await row(
        "select 1 as found from membership"
        " where program_id = $1 and segment = $2 and customer_id = $3 and left_at is null",
        program.id,
        code,
        customer_id,
    )
    return found is not None
