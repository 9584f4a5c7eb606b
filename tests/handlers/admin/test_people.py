"""/staff and /merchant: ratings, roles, invites, dismissals, keys; and what a manager may see."""

import re

import orjson

from sandbox.client import Chat
from sandbox.people import ADMIN_ID, CASHIER_ID, CUSTOMER_ID
from services import employees, merchants, programs
from services.database import rows
from services.employees import Employee
from tests.bot_at_work import KEYRING, Work, forged, until, words
from tests.handlers.admin.conftest import Tap


async def person(work: Work, code: str) -> Employee:
    return next(one for one in await employees.every(work.program.id) if one.code == code)


async def hired(work: Work, code: str, telegram_id: int) -> Chat:
    """The account works as this employee of the file."""
    employee = await person(work, code)
    now = work.clock.now()
    secret = await employees.invite(work.program.id, employee.id, actor="test", keyring=KEYRING, now=now)
    work.world.people[telegram_id].language_code = "en"
    chat = work.chat(telegram_id)
    await chat.start(f"staff_{secret}")
    await chat.wait_for(words("staff-welcome", name=employee.name, program=work.program.name))
    return chat


async def open_employee(admin: Chat, name: str) -> None:
    await admin.send("/staff")
    await admin.wait_for(words("employees-title"))
    await admin.press(f"^{name}$")
    await admin.wait_for(button=words("employees-button-dismiss"))


async def test_an_invite_link_brings_an_employee(work: Work, admin: Chat, tap: Tap) -> None:
    await admin.send("/staff")
    listed = await admin.wait_for(words("employees-title"))
    assert "has not used the invite link" in listed.text
    await admin.press("^Тимур$")
    await admin.wait_for(button=words("employees-button-invite"))
    shown = await tap("employees-button-invite", "Send this link")
    payload = re.search(r"start=(staff_\S+)", shown.text)
    assert payload is not None
    timur = work.chat(CASHIER_ID)
    await timur.start(payload[1])
    await timur.wait_for("Тимур")
    assert (await person(work, "timur")).telegram_id == CASHIER_ID


async def test_a_role_is_a_new_version_of_the_file(work: Work, admin: Chat, tap: Tap) -> None:
    await open_employee(admin, "Анна")
    await tap("employees-button-role", "Which role")
    await admin.press("manager")
    await admin.wait_for("is now manager")
    changed = await programs.load(work.program.id)
    assert changed.version == work.program.version + 1
    assert 'code = "anna"\nname = "Анна"\nrole = "manager"' in await programs.text(changed)
    assert (await person(work, "anna")).role == "manager"


def menu_of(work: Work, telegram_id: int) -> set[str]:
    """The commands that were set last for one chat; none after they were taken back."""
    asked = [
        entry.params.get("commands") or "[]"
        for entry in work.world.journal.entries
        if entry.method in ("setMyCommands", "deleteMyCommands")
        and f'"chat_id":{telegram_id}' in str(entry.params.get("scope")).replace(" ", "")
    ]
    return {command["command"] for command in orjson.loads(asked[-1])} if asked else set()


async def test_the_menu_of_commands_follows_the_role(work: Work, admin: Chat, tap: Tap) -> None:
    await hired(work, "anna", CASHIER_ID)

    async def a_cashiers() -> bool:
        return "find" in menu_of(work, CASHIER_ID) and "staff" not in menu_of(work, CASHIER_ID)

    await until(a_cashiers)
    await open_employee(admin, "Анна")
    await tap("employees-button-role", "Which role")
    await admin.press("manager")
    await admin.wait_for("is now manager")

    async def a_managers() -> bool:
        return {"find", "staff", "customer"} <= menu_of(work, CASHIER_ID)

    await until(a_managers)
    await tap("employees-button-all", "employees-title")
    await admin.press("^Анна$")
    await admin.wait_for(button=words("employees-button-dismiss"))
    await tap("employees-button-dismiss", "Take Анна off")
    await tap("employees-button-dismiss-yes", "is off the list")

    async def nobodys() -> bool:
        return not menu_of(work, CASHIER_ID)

    await until(nobodys)


async def test_an_owner_who_becomes_a_cashier_gets_a_store(work: Work, admin: Chat, tap: Tap) -> None:
    await open_employee(admin, "Ольга")
    await tap("employees-button-role", "Which role")
    await admin.press("cashier")
    await admin.wait_for("In which store")
    await admin.press("Вайнера")
    await admin.wait_for("is now cashier")
    olga = (await programs.load(work.program.id)).config.employee("olga")
    assert olga is not None
    assert (olga.role, olga.store) == ("cashier", "ural")


async def test_dismissing_closes_access_at_once(work: Work, admin: Chat, tap: Tap) -> None:
    anna = await hired(work, "anna", CASHIER_ID)
    await anna.send("/work")
    await anna.wait_for("cashier")
    await open_employee(admin, "Анна")
    await tap("employees-button-dismiss", "Take Анна off")
    await tap("employees-button-dismiss-yes", "is off the list")
    await anna.send("/work")
    await anna.wait_for("that was not clear|не поняли|Не понял|.")
    assert "cashier" not in (await anna.last()).text
    assert (await programs.load(work.program.id)).config.employee("anna") is None


async def test_a_manager_sees_the_own_store_only(work: Work, admin: Chat) -> None:
    manager = await hired(work, "maxim", CASHIER_ID)
    await manager.send("/staff")
    listed = await manager.wait_for(words("employees-title"))
    assert "Анна" in listed.text
    assert "Тимур" not in listed.text
    timur, anna = await person(work, "timur"), await person(work, "anna")
    for data in (
        f"employees:open:{timur.id}",
        f"employees:setrole:{anna.id}:admin",
        f"employees:invite:{anna.id}",
        f"employees:dismissed:{anna.id}",
        "program:show",
        "merchants:show",
        "grant:start:1",
    ):
        with forged(work.world, CASHIER_ID, data) as press:
            answer = await press()
        assert answer is not None
        assert answer["text"], data
    assert (await programs.load(work.program.id)).version == work.program.version


async def test_an_admin_who_is_no_owner_cannot_make_or_touch_owners(work: Work) -> None:
    text = (await programs.text(work.program)).replace('role = "manager"\nstore = "center"', 'role = "admin"')
    await programs.apply(text, actor="test", now=work.clock.now())
    maxim = await hired(work, "maxim", CASHIER_ID)
    await maxim.send("/staff")
    await maxim.wait_for(words("employees-title"))
    olga, own = await person(work, "olga"), await person(work, "maxim")
    for data in (
        f"employees:setrole:{own.id}:owner",
        f"employees:dismissed:{olga.id}",
        f"employees:invite:{olga.id}",
        f"employees:setrole:{olga.id}:cashier",
    ):
        with forged(work.world, CASHIER_ID, data) as press:
            answer = await press()
        assert answer is not None
        assert "Only the owner" in answer["text"], data
    upload = text.replace('role = "admin"', 'role = "owner"')
    await maxim.send_document("mine.toml", upload.encode())
    await maxim.wait_for("Only the owner")
    assert await programs.text(await programs.load(work.program.id)) == text


async def test_nobody_dismisses_oneself(work: Work) -> None:
    olga = await hired(work, "olga", CASHIER_ID)
    await olga.send("/staff")
    await olga.wait_for(words("employees-title"))
    with forged(work.world, CASHIER_ID, f"employees:dismissed:{(await person(work, 'olga')).id}") as press:
        answer = await press()
    assert answer is not None
    assert "cannot take yourself" in answer["text"]


async def test_a_merchants_key_is_shown_once_and_replaced(work: Work, admin: Chat, tap: Tap) -> None:
    await admin.send("/merchant")
    await admin.wait_for("No tills yet")
    await tap("merchants-button-new", "merchants-ask-name")
    await admin.send("x" * 200)
    await admin.wait_for(words("errors-merchant-name"))
    await admin.send("Till <b>&1")
    shown = await admin.wait_for("The key of Till <b>&1")
    key = re.search(r"rk_\S+", shown.text)
    assert key is not None
    assert await merchants.authenticate(key[0]) is not None
    await tap("merchants-button-all", "merchants-list")
    await admin.press("Till <b>&1")
    opened = await admin.wait_for("The key ends in")
    assert key[0] not in opened.text
    await tap("merchants-button-rotate", "Replace the key of")
    fresh = re.search(r"rk_\S+", (await tap("merchants-button-rotate-yes", "The key of")).text)
    assert fresh is not None
    assert await merchants.authenticate(key[0]) is None
    assert await merchants.authenticate(fresh[0]) is not None
    acts = await rows("select action from audit where action like 'merchant.%' order by id")
    assert [act["action"] for act in acts] == ["merchant.create", "merchant.rotate_key"]
    assert key[0] not in str(await rows("select * from audit"))


async def test_a_customer_presses_what_admins_press(work: Work, alex: Chat, admin: Chat) -> None:
    await alex.start()
    await alex.wait_for(button=".")
    olga = await person(work, "olga")
    for data in (
        "admin:show",
        "stats:show:week",
        "customer:open:1",
        "grant:confirm:1",
        "broadcast:confirm:1",
        f"employees:setrole:{olga.id}:cashier",
        "merchants:rotated:1",
        "program:apply:1",
        "program:undone:1",
        "setup:confirm",
        "audit:show:1",
        "staff:find",
    ):
        with forged(work.world, alex.user_id, data) as press:
            answer = await press()
        assert answer is not None
        assert "does not work" in answer["text"], data
    for command in ("/stats", "/grant 1 1 x", "/staff", "/merchant", "/program", "/setup", "/audit", "/find"):
        await alex.send(command)
        await alex.wait_for("that was not clear")
    assert await rows("select id from audit where actor = $1", f"telegram:{alex.user_id}") == []
    assert ADMIN_ID != CUSTOMER_ID


async def test_forged_arguments_of_an_admin_are_kindly_refused(work: Work, admin: Chat) -> None:
    for data in (
        "customer:open:99999999999999999999",
        "customer:open:-1",
        "customer:open:x",
        "customer:receipts",
        "employees:open:1e3",
        "employees:setrole:1:god",
        "merchants:open:0",
        "broadcast:confirm:٣",
        "broadcast:segment:nowhere",
        "segments:open:nowhere",
        "program:undone:99",
        "program:edit:secrets",
        "program:item:tiers:99",
        "program:item:rates:slug",
        "program:change:5%",
        "program:apply:5",
        "setup:answer:slug:x",
        "audit:show:0",
    ):
        with forged(work.world, ADMIN_ID, data) as press:
            answer = await press()
        assert answer is not None, data
    assert (await programs.load(work.program.id)).version == work.program.version
    assert not [m for m in await admin.messages() if "Something broke" in m.text]
