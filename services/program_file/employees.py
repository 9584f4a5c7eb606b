"""[[employees]]: who serves the customers and who runs the program."""

from typing import Literal

from services.program_file.values import Code, Line, Section

Role = Literal["cashier", "manager", "admin", "owner"]


class EmployeeRules(Section):
    """One [[employees]] entry; cashiers and managers have a store."""

    code: Code
    name: Line
    role: Role = "cashier"
    store: Code | None = None
