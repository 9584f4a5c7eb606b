"""What a customer may not do, whatever the buttons and commands say; and the routes of every button."""

import pytest

from bot.ui.actions import KNOWN
from bot.ui.commands import Audience, commands
from bot.ui.texts import texts_for
from handlers.routes import build_index
from sandbox.client import Chat
from sandbox.people import ADMIN_ID, CASHIER_ID, SECOND_CUSTOMER_ID
from services import employees
from services.database import rows
from services.programs import Program
from tests.bot_at_work import KEYRING, Work, forged, words
from tests.handlers.conftest import Join

CUSTOMERS = (
    *("menu", "join", "move", "card", "balance", "tier", "history", "offers", "settings", "birthday", "help"),
    *("stop", "survey", "holds", "transfers", "gift", "favourites", "stamps", "story"),
    *("clubs", "earning", "membership"),
)


STRANGE = sorted(action for action in KNOWN if action.split(":")[0] not in CUSTOMERS)


@pytest.mark.parametrize("noun", CUSTOMERS)
def test_every_button_of_a_customer_has_a_route(noun: str) -> None:
    wanted = {action for action in KNOWN if action.startswith(f"{noun}:")}
    assert wanted
    assert wanted <= set(build_index().actions)


def test_every_button_has_a_route() -> None:
    assert set(build_index().actions) == KNOWN


@pytest.mark.parametrize("audience", ["customer", "staff", "admin"])
def test_every_command_in_telegrams_menu_has_a_route(audience: Audience) -> None:
    wanted = {command.name for command in commands(texts_for("en"), audience)}
    assert wanted <= set(build_index().commands)


def test_no_button_of_staff_is_anybodys() -> None:
    actions = build_index().actions
    open_to_all = {name for name in STRANGE if actions[name].audience in ("anyone", "joined")}
    assert open_to_all == set()


def test_only_managers_decide_for_others() -> None:
    actions = build_index().actions
    assert {actions[name].audience for name in ("move:approve", "move:refuse")} == {"manager"}


async def test_a_customer_presses_the_buttons_of_others(work: Work, alex: Chat, join: Join) -> None:
    await join(alex)
    before = await rows("select count(*) as count from audit")
    for action in [*STRANGE, "drop:table", "menu", ":", "menu:show:" + "x" * 50, "grant:confirm:1:1000"]:
        with forged(work.world, SECOND_CUSTOMER_ID, action) as press:
            answer = await press()
        assert answer is not None, action
        assert answer["text"] or action.startswith("menu:show"), action
    assert await rows("select count(*) as count from audit") == before


@pytest.mark.parametrize("command", ["stats", "grant", "staff", "program", "broadcast", "find", "audit"])
async def test_a_customer_uses_the_commands_of_others(alex: Chat, join: Join, command: str) -> None:
    await join(alex)
    await alex.send(f"/{command} +12025550102 1000")
    await alex.wait_for(words("errors-unknown-command"))


async def test_an_invite_works_once(work: Work, program: Program, alex: Chat) -> None:
    anna = next(one for one in await employees.every(program.id) if one.code == "anna")
    secret = await employees.invite(program.id, anna.id, actor="test", keyring=KEYRING, now=work.clock.now())
    cashier = work.chat(CASHIER_ID)
    await cashier.start(f"staff_{secret[:-1]}x")
    await cashier.wait_for(words("staff-invite-invalid", "ru"))
    await cashier.start(f"staff_{secret}")
    await cashier.wait_for("Анна", button=words("staff-button-find", "ru"))
    await alex.start(f"staff_{secret}")
    await alex.wait_for(words("staff-invite-invalid"))
    found = await employees.by_telegram(program.id, CASHIER_ID)
    assert found is not None
    assert found.code == "anna"
    assert await employees.by_telegram(program.id, SECOND_CUSTOMER_ID) is None
    assert await rows("select id from customer") == []  # employees are no leads
    await cashier.start()
    await cashier.wait_for(button=words("menu-button-work", "ru"))


async def test_a_forged_walk_makes_nobody_who_works_here_a_customer(work: Work) -> None:
    admin = work.chat(ADMIN_ID)
    await admin.start("walk_" + "A" * 40)
    await admin.wait_for(button=words("menu-button-admin", "ru"))
    assert await rows("select id from customer") == []
    assert await rows("select id from event") == []


async def test_everybody_sees_their_own_commands(work: Work, alex: Chat) -> None:
    admin = work.chat(ADMIN_ID)
    await admin.start()
    await admin.wait_for(button=words("menu-button-admin", "ru"))
    await work.world.journal.wait("setMyCommands", count=4, seconds=20)
    listed = {entry.params.get("scope", ""): entry for entry in work.world.journal.find("setMyCommands")}
    own = [entry for scope, entry in listed.items() if str(ADMIN_ID) in scope]
    assert own
    assert "broadcast" in own[0].params["commands"]
    others = [entry for scope, entry in listed.items() if str(ADMIN_ID) not in scope]
    assert all("broadcast" not in entry.params["commands"] for entry in others)
