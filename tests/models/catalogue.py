"""What PostgreSQL knows of a database's tables: two that were made in different ways can be compared."""

import asyncpg

CATALOGUE = {
    "columns": "select table_name, column_name, data_type, is_nullable, column_default, character_maximum_length"
    " from information_schema.columns where table_schema = 'public'",
    "constraints": "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
    " where connamespace = 'public'::regnamespace",
    "indexes": "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'",
    "functions": "select proname, pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace"
    " and prokind = 'f' and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')",
    "triggers": "select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal",
    "sequences": "select sequencename, increment_by, cache_size, start_value from pg_sequences",
    "comments": "select relname, obj_description(oid) from pg_class where relnamespace = 'public'::regnamespace",
    "options": "select relname, reloptions from pg_class where relnamespace = 'public'::regnamespace",
    "extensions": "select extname from pg_extension",
    "migrations": "select app, name from tortoise_migrations",
}


async def catalogue(url: str) -> dict[str, list[str]]:
    """Each kind of thing there is, in a fixed order."""
    connection = await asyncpg.connect(url.replace("asyncpg://", "postgres://"))
    try:
        return {
            what: sorted(repr(tuple(row)) for row in await connection.fetch(query))
            for what, query in CATALOGUE.items()
        }
    finally:
        await connection.close()
