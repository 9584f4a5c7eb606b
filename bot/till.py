"""What the sandbox's till sells, and as whom: a small menu in the program's own currency."""

from sandbox.till import TillData, TillEmployee, TillItem, TillStore
from services.programs import Program

# sku, name and category in the program's language, price in tenths of a cup
_MENU = {
    "en": (
        ("espresso", "Espresso", "coffee", 7),
        ("cappuccino", "Cappuccino", "coffee", 10),
        ("latte", "Latte", "coffee", 11),
        ("tea", "Tea", "tea", 6),
        ("croissant", "Croissant", "food", 8),
        ("cheesecake", "Cheesecake", "food", 12),
        ("beans", "Beans, 250 g", "beans", 40),
    ),
    "ru": (
        ("espresso", "Эспрессо", "coffee", 7),
        ("cappuccino", "Капучино", "coffee", 10),
        ("latte", "Латте", "coffee", 11),
        ("tea", "Чай", "tea", 6),
        ("croissant", "Круассан", "food", 8),
        ("cheesecake", "Чизкейк", "food", 12),
        ("beans", "Зёрна, 250 г", "beans", 40),
    ),
}
# What a cup costs in major units; elsewhere about as much as in dollars.
_CUP = {"RUB": 250, "KZT": 1200, "UAH": 90, "UZS": 25_000, "JPY": 500, "TRY": 120, "INR": 250}
_CUP_ELSEWHERE = 4


def till_of(program: Program, api_key: str) -> TillData:
    """The till of a program: its stores and employees, and a menu priced for its currency."""
    digits = program.config.currency_digits
    cup = _CUP.get(program.currency, _CUP_ELSEWHERE) * 10**digits
    menu = _MENU.get(program.config.program.language, _MENU["en"])
    return TillData(
        api_key=api_key,
        currency=program.currency,
        minor_digits=digits,
        stores=tuple(
            TillStore(store.code, store.name, _employees(program, store.code))
            for store in program.config.stores
        ),
        items=tuple(
            TillItem(sku, name, category, cup * tenths // 10) for sku, name, category, tenths in menu
        ),
        points_are_money=program.config.points.are_money,
    )


def _employees(program: Program, store: str) -> tuple[TillEmployee, ...]:
    """Who serves in a store: its cashiers first, then its others and those tied to no store."""
    here = [employee for employee in program.config.employees if employee.store in (None, store)]
    here.sort(key=lambda employee: employee.role != "cashier")
    return tuple(TillEmployee(employee.code, employee.name) for employee in here)
