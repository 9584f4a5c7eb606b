"""`run`, `sandbox` and `migrate`."""
# ruff: noqa: PLC0415 - the supervisor stays small

import asyncio
from collections.abc import Callable, Sequence

from bot.failures import USAGE, Failure
from bot.run_lock import only_run
from bot.settings import Settings, read_settings
from bot.supervisor import supervise

Say = Callable[[str], None]


def run(say: Say) -> int:
    """Supervise all roles; returns the exit code."""
    settings = read_settings()
    with only_run(settings):
        say("Starting Regulars; stop it with Ctrl-C")
        return supervise(settings, _groups(settings), say)


def run_only(only: str, say: Say) -> int:
    """Run some roles in this process; returns the exit code."""
    from bot.app import ROLES
    from bot.logs import configure

    roles = [name.strip() for name in only.split(",") if name.strip()]
    unknown = [name for name in roles if name not in ROLES]
    if unknown or not roles:
        named = ", ".join(unknown) or "without a name"
        raise Failure(f"there is no role {named}: roles are {', '.join(ROLES)}", USAGE)
    settings = read_settings()
    configure(settings.log_level, settings.log_format)
    if "bot" in roles:
        import bot.aiogram_lazily
        import bot.polling  # noqa: F401 - takes seconds, which the servers need to start as well
    while not _served(settings, roles, say):
        say("The embedded servers have ended with the Regulars that owned them; this one takes them over")
    return 0


def _served(settings: Settings, roles: Sequence[str], say: Say) -> bool:
    """Serve to the end; False: the owner of the servers was first."""
    import uvloop

    from bot.app import serve
    from bot.embedded import OwnerGone
    from bot.servers import reachable, wanted

    with reachable(settings, wanted(settings, lasting=True), say) as addresses:
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(serve(settings, addresses, roles, say))
        except OwnerGone:
            return False
    return True


def sandbox(say: Say) -> int:
    """Supervise a sandbox apart from everything real; returns the exit code."""
    apart = {"BOT_TOKEN": "", "BOT_API_URL": "", "DATABASE_URL": "", "REDIS_URL": "", "PUBLIC_URL": ""}
    folder = read_settings(**{name.lower(): "" for name in apart}).data_dir / "sandbox"
    settings = read_settings(data_dir=folder, **{name.lower(): "" for name in apart})
    with only_run(settings):
        say(f"Starting a sandbox with data of its own in {folder}; stop it with Ctrl-C")
        return supervise(settings, _groups(settings), say, DATA_DIR=str(folder), **apart)


def migrate(say: Say) -> None:
    """Apply the migrations that are missing."""
    from bot.migrations import migrate as apply
    from bot.servers import reachable, wanted

    settings = read_settings()
    with reachable(settings, wanted(settings, redis=False), say) as addresses:
        applied = asyncio.run(apply(addresses.database_url, say))
    say(f"Applied {', '.join(applied)}" if applied else "The tables are up to date")


def _groups(settings: Settings) -> dict[str, tuple[str, ...]]:
    """The two processes of a whole deployment and their roles."""
    core = ("web", "sender", "scheduler", "sandbox") if settings.sandbox else ("web", "sender", "scheduler")
    return {"core": core, "bot": ("bot",)}
