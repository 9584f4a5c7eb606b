"""The migrations make what the models say, and what only SQL can say is really there."""

import hashlib
import re
from importlib import import_module
from pathlib import Path

import pytest
from tortoise import Tortoise
from tortoise.migrations.autodetector import MigrationAutodetector

from models import schema
from models.database import tortoise_config
from services.database import rows

RELATIONS = (
    "0002_keys",
    "0004_engine_keys",
    "0005_favourites",
    "0006_tiers",
    "0007_promo",
    "0009_expiry",
    "0010_memberships",
    "0011_clubs",
    "0012_transfers",
    "0013_gift_cards",
    "0014_rules",
)
keys = [import_module(f"models.migrations.{name}") for name in RELATIONS]

GONE = {"phone_lookup"}  # tables that a later migration dropped
GONE_COLUMNS = {("gift_card_use", "receipt_id")}

# What was released stays as it was: a database made with it only knows the migrations that came after.
RELEASED = {
    "0001_initial": "9edd5da83c1bed21bcd04d1b6d81ffbd573688c1775eae104063f0d526da727e",
    "0002_keys": "c12171a138e654421d23497b53546dc86c9fd4d1d6fc4b8b25ae370c4833c5e2",
}


def test_released_migrations_never_change() -> None:
    for name, digest in RELEASED.items():
        path = Path(import_module(f"models.migrations.{name}").__file__ or "")
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest, name


async def test_a_script_of_other_migrations_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = tmp_path / "schema.sql"
    other.write_text((schema.script() or "").replace("migrations ", "migrations 0", 1))
    monkeypatch.setattr(schema, "_SCRIPT", other)
    assert schema.script() is None
    monkeypatch.setattr(schema, "_SCRIPT", tmp_path / "none.sql")
    assert schema.script() is None


async def test_no_model_has_drifted_from_the_migrations(database: str) -> None:
    config = tortoise_config(database)
    apps = Tortoise.apps
    assert apps is not None
    changes = await MigrationAutodetector(apps, config["apps"]).changes()
    assert [change.name for change in changes] == []


async def test_every_key_is_led_by_the_program(database: str) -> None:
    """`job_run`, the sandbox's clock and the programs themselves belong to no program."""
    found = await rows(
        "select c.conrelid::regclass::text as name, pg_get_constraintdef(c.oid) as definition"
        " from pg_constraint c where c.contype in ('p', 'u') and c.connamespace = 'public'::regnamespace"
    )
    outside = {"program", "job_run", "sandbox_clock", "tortoise_migrations"}
    assert [
        key for key in found if key["name"] not in outside and "(program_id, " not in key["definition"]
    ] == []
    assert len(found) > 30


async def test_every_reference_stays_within_its_program(database: str) -> None:
    found = await rows(
        "select conrelid::regclass::text as name, pg_get_constraintdef(oid) as definition"
        " from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace"
    )
    for key in found:
        assert re.match(
            r"FOREIGN KEY \(program_id(, \w+)?\) REFERENCES \w+\((program_id, )?id\)", key["definition"]
        )
    wanted = {
        (table, column)
        for module in keys
        for table, columns in module.REFERENCES.items()
        for column in columns
        if table not in GONE and (table, column) not in GONE_COLUMNS
    }
    made = {
        (key["name"], column)
        for key in found
        for column in re.findall(r"FOREIGN KEY \(program_id, (\w+)\)", key["definition"])
    }
    assert made == wanted


async def test_every_index_exists(database: str) -> None:
    found = {
        row["indexname"]: row["indexdef"] for row in await rows("select indexname, indexdef from pg_indexes")
    }
    for statement in (statement for module in keys for statement in module.INDEXES):
        if any(f" on {table} " in statement for table in GONE):
            continue
        if any(f" on {table} (program_id, {column})" in statement for table, column in GONE_COLUMNS):
            continue
        name = re.search(r"index (\w+) on", statement)
        assert name and name[1] in found, statement
        assert (" UNIQUE " in found[name[1]]) == ("unique" in statement), statement


async def test_a_lead_goes_without_a_look_at_every_row(database: str) -> None:
    """Joining with a known phone deletes the lead: PostgreSQL asks each table that refers to customers."""
    found = await rows(
        "select f.conrelid::regclass::text as name, a.attname as column,"
        " exists (select from pg_index i where i.indrelid = f.conrelid"
        "   and (i.indkey::int2[])[0:1] = f.conkey and (i.indpred is null"
        "     or pg_get_expr(i.indpred, i.indrelid) = format('(%s IS NOT NULL)', a.attname))) as indexed"
        " from pg_constraint f join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[2]"
        " where f.contype = 'f' and f.confrelid = 'customer'::regclass"
    )
    emptied = {"change"}  # a queue
    assert [f"{key['name']}.{key['column']}" for key in found if not key["indexed"]] == [
        f"{name}.customer_id" for name in emptied
    ]
    assert len(found) > 10
