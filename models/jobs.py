"""Scheduled runs, fenced so that each slot runs once, and the sandbox's clock."""

from __future__ import annotations

from tortoise import fields, models


class JobRun(models.Model):
    """A job's run for one slot of time."""

    id = fields.BigIntField(primary_key=True, generated=True)
    job = fields.CharField(max_length=64)
    slot = fields.DatetimeField()
    started_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)
    error = fields.CharField(max_length=200, null=True)

    class Meta:
        table = "job_run"
        unique_together = (("job", "slot"),)


class SandboxClock(models.Model):
    """How far the sandbox's clock is ahead; no row with a real token."""

    id = fields.SmallIntField(primary_key=True, generated=False)
    offset_seconds = fields.BigIntField()

    class Meta:
        table = "sandbox_clock"
