"""The command line: `regulars …` or `python -m bot …`."""
# ruff: noqa: PLC0415 - a command imports only what it needs

import sys
import traceback
from datetime import datetime
from pathlib import Path
from typing import Annotated

if __name__ == "__main__":
    # structlog imports it wherever it is installed, 4 MB in each process, for colours that nobody asked for
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # the documented way to say "there is none"

import typer

import bot

app = typer.Typer(
    name="regulars",
    help="Bonus programs in Telegram, on your own machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
program_app = typer.Typer(help="The program file: check, apply, show, add.", no_args_is_help=True)
merchant_app = typer.Typer(help="Merchants, their API keys and hooks.", no_args_is_help=True)
ledger_app = typer.Typer(help="The points ledger.", no_args_is_help=True)
app.add_typer(program_app, name="program")
promo_app = typer.Typer(help="Promo codes, many at a time.", no_args_is_help=True)
app.add_typer(merchant_app, name="merchant")
app.add_typer(promo_app, name="promo")
app.add_typer(ledger_app, name="ledger")

File = Annotated[Path, typer.Argument(help="A program file (TOML).")]
Name = Annotated[str, typer.Argument(help="The merchant's name.")]
Slug = Annotated[str | None, typer.Option("--program", help="The program's slug; the first one if left out.")]


def say(message: str) -> None:
    """Tell the person at the terminal; flushed, since logs of other processes mix in."""
    print(message, flush=True)


def _version(wanted: bool) -> None:
    if wanted:
        say(f"regulars {bot.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Bonus programs in Telegram, on your own machine."""


@app.command()
def run(
    only: Annotated[
        str,
        typer.Option(
            metavar="ROLE,…", help="Only these roles, in this process: web, bot, sender, scheduler, sandbox."
        ),
    ] = "",
) -> None:
    """Run everything: servers, tables, bot, HTTP API and, without BOT_TOKEN, the sandbox."""
    from bot.commands import running

    raise typer.Exit(running.run_only(only, say) if only else running.run(say))


@app.command()
def sandbox() -> None:
    """Run a sandbox with data of its own (DATA_DIR/sandbox), whatever BOT_TOKEN and DATABASE_URL say."""
    from bot.commands import running

    raise typer.Exit(running.sandbox(say))


@app.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    from bot.commands import running

    running.migrate(say)


@app.command()
def doctor(
    live: Annotated[
        bool,
        typer.Option("--live", help="Walk the main journey too, with the real bot and a person's phone."),
    ] = False,
    key_file: Annotated[
        Path | None, typer.Option(help="With --live: a file with the merchant key to ring up with.")
    ] = None,
    patience: Annotated[
        float, typer.Option(min=1, metavar="SECONDS", help="With --live: how long each step waits for you.")
    ] = 300.0,
    program: Slug = None,
) -> None:
    """Say what is configured, reachable and wrong, in plain words."""
    from bot.doctor import examine
    from bot.live import Wishes

    raise typer.Exit(examine(say, Wishes(program, key_file, patience) if live else None))


@app.command()
def settlement(
    first: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="The first day; the last month if left out.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DAY", help="The last day; until now.")] = None,
    xlsx: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a spreadsheet too.")] = None,
    program: Slug = None,
) -> None:
    """Say who owes whom for points earned at one merchant and spent at another."""
    from bot.commands import settlement as command

    command.show(first, last, xlsx, program, say)


@program_app.command("check")
def program_check(
    file: File,
    replay: Annotated[
        bool, typer.Option("--replay", help="Price past receipts by it too, beside the file in force.")
    ] = False,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="With --replay: the first day.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help="With --replay: the last day.")
    ] = None,
) -> None:
    """Say what is wrong with a program file, by line and key; and what it would have made of the past."""
    from bot.commands import programs

    code = programs.check(file, say)
    if replay and not code:
        from bot.commands import replaying

        replaying.show(file, first, last, say)
    raise typer.Exit(code)


@program_app.command("apply")
def program_apply(file: File) -> None:
    """Put a program file into force as a new version and show what changed."""
    from bot.commands import programs

    programs.apply(file, say)


@program_app.command("show")
def program_show(program: Slug = None) -> None:
    """Print the program file in force."""
    from bot.commands import programs

    programs.show(program, say)


@program_app.command("add")
def program_add(
    file: File,
    bot_token_file: Annotated[Path, typer.Option(help="A file that holds the bot's token and nothing else.")],
    payment_token_file: Annotated[
        Path | None, typer.Option(help="The same for the token of its payment provider.")
    ] = None,
) -> None:
    """Add another program with a bot of its own."""
    from bot.commands import programs

    programs.add(file, bot_token_file, payment_token_file, say)


@merchant_app.command("create")
def merchant_create(name: Name, program: Slug = None) -> None:
    """Add a merchant; prints JSON with its API key, which is shown only now."""
    from bot.commands import merchants

    merchants.create(name, program, say)


@merchant_app.command("list")
def merchant_list(program: Slug = None) -> None:
    """List the merchants as JSON."""
    from bot.commands import merchants

    merchants.show(program, say)


@merchant_app.command("rotate-key")
def merchant_rotate_key(name: Name, program: Slug = None) -> None:
    """Give a merchant a new API key; the old one stops working within five seconds."""
    from bot.commands import merchants

    merchants.rotate_key(name, program, say)


@merchant_app.command("hook")
def merchant_hook(
    name: Name,
    vendor: Annotated[str, typer.Argument(help="Who sends: standard (Standard Webhooks).")],
    secret: Annotated[
        str | None, typer.Option(help="What the vendor signs with; made here if left out.")
    ] = None,
    store: Annotated[
        str | None, typer.Option(metavar="ID", help="The store's code for receipts of an unknown store.")
    ] = None,
    program: Slug = None,
) -> None:
    """Give a vendor a place to send its receipts; prints JSON with its path and secret, shown only now."""
    from bot.commands import merchants

    merchants.hook(name, vendor, secret, store, program, say)


@merchant_app.command("hooks")
def merchant_hooks(name: Name, program: Slug = None) -> None:
    """List a merchant's hooks as JSON, without paths and secrets."""
    from bot.commands import merchants

    merchants.hooks_of(name, program, say)


@merchant_app.command("unhook")
def merchant_unhook(
    name: Name,
    hook: Annotated[str, typer.Argument(help="Its id as listed by `merchant hooks`, or its path.")],
    program: Slug = None,
) -> None:
    """Remove a hook; its path answers 404 from then on."""
    from bot.commands import merchants

    merchants.unhook(name, hook, program, say)


@ledger_app.command("verify")
def ledger_verify(program: Slug = None) -> None:
    """Work every balance out anew and say OK, or name the customers and what differs."""
    from bot.commands import ledger

    raise typer.Exit(ledger.verify(program, say))


@promo_app.command("make")
def promo_make(
    prefix: Annotated[str, typer.Option(help="How the codes begin: 2 to 12 letters and digits.")],
    count: Annotated[int, typer.Option(min=1, help="How many.")],
    points: Annotated[
        str | None, typer.Option(help="What each gives; an amount such as 2.50 where the balance is money.")
    ] = None,
    discount: Annotated[
        str | None, typer.Option(help="Or what each takes off a receipt, such as 10%.")
    ] = None,
    multiply: Annotated[
        str | None, typer.Option(help="Or how many times the rate a receipt with it earns, such as 2.")
    ] = None,
    bonus: Annotated[
        str | None, typer.Option(help="Or the rate that it adds to what a receipt earns, such as 3%.")
    ] = None,
    uses: Annotated[int, typer.Option(min=1, help="How many customers may use each.")] = 1,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day; always if left out.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the CSV there; printed if left out.")] = None,
    program: Slug = None,
) -> None:
    """Make promo codes, and print them as CSV."""
    from bot.commands import promo

    promo.make(prefix, count, points, discount, multiply, bonus, uses, until, program, out, say)


@promo_app.command("list")
def promo_list(program: Slug = None) -> None:
    """List what was made, and how often it was used, as JSON."""
    from bot.commands import promo

    promo.show(program, say)


@promo_app.command("export")
def promo_export(
    batch: Annotated[int, typer.Argument(help="Its id as listed by `promo list`.")],
    out: Annotated[Path | None, typer.Option(help="Write the CSV there; printed if left out.")] = None,
    program: Slug = None,
) -> None:
    """Print the codes of a batch and their uses as CSV."""
    from bot.commands import promo

    promo.export(batch, program, out, say)


@promo_app.command("stop")
def promo_stop(
    batch: Annotated[int, typer.Argument(help="Its id as listed by `promo list`.")], program: Slug = None
) -> None:
    """Stop a batch: none of its codes works any more."""
    from bot.commands import promo

    promo.stop(batch, program, say)


def main() -> None:
    """Run a command; whatever goes wrong becomes one clear line and an exit code."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        from bot.failures import explain

        message, code = explain(error)
        if _is_debugging():
            traceback.print_exc()
        print(f"regulars: {message}", file=sys.stderr)
        sys.exit(code)


def _is_debugging() -> bool:
    from bot.settings import SettingsError, read_settings

    try:
        return read_settings().log_level == "debug"
    except SettingsError:
        return False


if __name__ == "__main__":
    main()
