"""What time alone brings about: watches that look every second, jobs that run by the timetable."""

from scheduler.loop import run

__all__ = ["run"]
