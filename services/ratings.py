"""How customers rate those who serve them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.database import row, rows


@dataclass(frozen=True, slots=True)
class Rating:
    """All scores of one employee; ``average`` is None without any."""

    average: float | None
    count: int


@dataclass(frozen=True, slots=True)
class Score:
    """One score, with what the customer wrote about the visit."""

    score: int
    at: datetime
    comment: str | None


NONE = Rating(None, 0)


async def of_employee(program_id: int, employee_id: int) -> Rating:
    """The rating of one employee."""
    found = await row(
        "select avg(score)::float8 as average, count(*) as count from rating"
        " where program_id = $1 and employee_id = $2",
        program_id,
        employee_id,
    )
    return Rating(**found) if found else NONE


async def of_employees(program_id: int, employee_ids: list[int]) -> dict[int, Rating]:
    """The ratings of several employees by id; those without a score are left out."""
    found = await rows(
        "select employee_id, avg(score)::float8 as average, count(*) as count from rating"
        " where program_id = $1 and employee_id = any($2::bigint[]) group by employee_id",
        program_id,
        employee_ids,
    )
    return {rating["employee_id"]: Rating(rating["average"], rating["count"]) for rating in found}


async def latest(program_id: int, employee_id: int, limit: int = 10) -> tuple[Score, ...]:
    """The last scores of an employee, the newest first."""
    found = await rows(
        "select r.score, r.at, i.comment from rating r"
        " join invitation i on i.program_id = r.program_id and i.id = r.invitation_id"
        " where r.program_id = $1 and r.employee_id = $2 order by r.at desc, r.id desc limit $3",
        program_id,
        employee_id,
        limit,
    )
    return tuple(Score(**score) for score in found)
