"""Employees as an admin sees them: the list, ratings, roles, invite links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.ui.actions import pack
from bot.ui.admin import to_admin
from bot.ui.markup import Html, escape, fitting, prose, tidy
from bot.ui.menu import to_menu
from bot.ui.pages import page_line, pager
from bot.ui.screen import Button, Screen
from bot.ui.staff import ScoreFacts, role_name, score_line
from bot.ui.texts import Texts

ROLES = ("cashier", "manager", "admin", "owner")


@dataclass(frozen=True, slots=True)
class EmployeeFacts:
    """An employee: role, store, whether the invite link was used, the average score."""

    employee_id: int
    name: str
    role: str
    store_name: str | None = None
    connected: bool = False
    average: float | None = None
    ratings: int = 0


def listed(
    texts: Texts,
    *,
    employees: Sequence[EmployeeFacts],
    page: int = 1,
    pages: int = 1,
    may_edit: bool = True,
) -> Screen:
    """Return a page of the employees, at most 10, a button each; only those who run the program edit them."""
    lines: list[str] = [texts("employees-title")]
    lines += [_line(texts, item) for item in employees] or [texts("employees-none")]
    buttons = tuple(
        (Button(tidy(item.name, 40), pack("employees:open", item.employee_id)),) for item in employees
    )
    new = (Button(texts.plain("employees-button-new"), pack("program:item", "employees", "add")),)
    last = (new, (to_admin(texts), to_menu(texts))) if may_edit else ((to_menu(texts),),)
    rows = (*buttons, *pager(texts, "employees:show", page, pages), *last)
    return Screen("\n\n".join(lines) + "\n".join(page_line(texts, page, pages)), rows)


def _line(texts: Texts, item: EmployeeFacts) -> str:
    parts = [role_name(texts, item.role)]
    if item.store_name:
        parts.append(tidy(item.store_name, 30))
    line: str = texts("employees-line", name=item.name, about=prose(" · ".join(parts)))
    return f"{line}\n{_score(texts, item)}" + ("" if item.connected else "\n" + texts("employees-waiting"))


def _score(texts: Texts, item: EmployeeFacts) -> str:
    if item.average is None:
        return texts("employees-no-ratings")
    return texts("employees-score", average=texts.decimal(item.average), count=item.ratings)


def opened(
    texts: Texts, *, employee: EmployeeFacts, latest: Sequence[ScoreFacts] = (), may_edit: bool = True
) -> Screen:
    """Return one employee with the latest scores."""
    lines = [_line(texts, employee), *(score_line(texts, item) for item in latest[:8])]
    number = employee.employee_id
    if not may_edit:
        return Screen(fitting(lines), (_back(texts),))
    rows = (
        (
            Button(texts.plain("employees-button-role"), pack("employees:role", number)),
            Button(texts.plain("employees-button-invite"), pack("employees:invite", number)),
        ),
        (Button(texts.plain("employees-button-dismiss"), pack("employees:dismiss", number)),),
        _back(texts),
    )
    return Screen(fitting(lines), rows)


def _back(texts: Texts) -> tuple[Button, ...]:
    return (Button(texts.plain("employees-button-all"), pack("employees:show", 1)), to_menu(texts))


def choose_role(texts: Texts, *, employee: EmployeeFacts, allowed: Sequence[str] = ROLES) -> Screen:
    """Ask for a new role; `allowed` are those that this admin may give."""
    rows = tuple(
        (
            Button(
                ("✓ " if role == employee.role else "") + role_name(texts, role),
                pack("employees:setrole", employee.employee_id, role),
            ),
        )
        for role in allowed
    )
    return Screen(texts("employees-choose-role", name=employee.name), (*rows, _back(texts)))


def choose_store(
    texts: Texts, *, employee: EmployeeFacts, role: str, stores: Sequence[tuple[int, str]]
) -> Screen:
    """Ask in which store the employee has the new role; `stores` are (id, name)."""
    rows = tuple(
        (Button(tidy(name, 40), pack("employees:setrole", employee.employee_id, role, store_id)),)
        for store_id, name in stores[:30]
    )
    return Screen(texts("employees-choose-store", name=employee.name), (*rows, _back(texts)))


def invite(texts: Texts, *, employee: EmployeeFacts, link: str, days: int) -> Screen:
    """Show the invite link, which works once and for `days` days."""
    code = Html(f"<code>{escape(link)}</code>")
    text = texts("employees-invite", name=employee.name, link=code, days=days)
    return Screen(text, (_back(texts),))


def role_changed(texts: Texts, *, employee: EmployeeFacts) -> Screen:
    """Say that the role has changed."""
    text = texts("employees-role-changed", name=employee.name, role=role_name(texts, employee.role))
    return Screen(text, (_back(texts),))


def ask_dismiss(texts: Texts, *, employee: EmployeeFacts) -> Screen:
    """Ask whether to take the employee off the list."""
    confirm = Button(
        texts.plain("employees-button-dismiss-yes"), pack("employees:dismissed", employee.employee_id)
    )
    return Screen(texts("employees-dismiss", name=employee.name), ((confirm,), _back(texts)))


def dismissed(texts: Texts, *, name: str) -> Screen:
    """Say that the employee is off the list."""
    return Screen(texts("employees-dismissed", name=name), (_back(texts),))


def joined(texts: Texts, *, name: str, role: str) -> Screen:
    """Tell an admin that an employee has used the invite link."""
    return Screen(texts("employees-joined", name=name, role=role_name(texts, role)), (_back(texts),))
