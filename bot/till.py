"""What the sandbox's till is told: its stores with their keys, who serves, and goods in the program's currency."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.till_goods import goods_of
from sandbox.till import TillData, TillEmployee, TillItem, TillStore
from services.program_file.stores import StoreRules
from services.programs import Program

# What a cup of coffee costs in major units, by which all goods are priced; elsewhere about as much as in dollars.
_CUP = {
    **{"RUB": 250, "KZT": 1200, "UAH": 90, "UZS": 25_000, "JPY": 500, "TRY": 120, "INR": 250, "BYN": 8},
    **{"PLN": 15, "CZK": 80, "HUF": 1200, "RON": 15, "RSD": 250, "SEK": 45, "NOK": 45, "DKK": 35, "ISK": 650},
    **{"CNY": 25, "HKD": 40, "TWD": 120, "KRW": 4500, "THB": 80, "VND": 45_000, "IDR": 35_000, "PHP": 150},
    **{
        "MXN": 60,
        "BRL": 12,
        "CLP": 3000,
        "COP": 9000,
        "ZAR": 40,
        "ILS": 15,
        "AED": 18,
        "EGP": 80,
        "KES": 350,
    },
    **{
        "GEL": 9,
        "AMD": 1500,
        "AZN": 5,
        "KGS": 200,
        "TJS": 30,
        "MDL": 40,
        "KWD": 1,
        "BHD": 1,
        "OMR": 1,
        "JOD": 2,
    },
}
_CUP_ELSEWHERE = 4
_NO_KEYS: Mapping[str, str] = MappingProxyType({})


def till_of(program: Program, first_key: str, keys: Mapping[str, str] = _NO_KEYS) -> TillData:
    """The till of a program. ``keys`` by the merchant's name; ``first_key`` rings up where a store is nobody's."""
    config = program.config
    cup = _CUP.get(program.currency, _CUP_ELSEWHERE) * 10**config.currency_digits
    return TillData(
        api_key=first_key,
        currency=program.currency,
        minor_digits=config.currency_digits,
        stores=tuple(_store(program, store, first_key, keys) for store in config.stores),
        items=tuple(
            TillItem(good.sku, good.name, good.category, cup * good.tenths // 10) for good in goods_of(config)
        ),
        points_are_money=config.points.are_money,
    )


def _store(program: Program, store: StoreRules, first_key: str, keys: Mapping[str, str]) -> TillStore:
    key = keys.get(store.merchant) if store.merchant else first_key or None
    return TillStore(store.code, store.name, _employees(program, store.code), store.merchant, key)


def _employees(program: Program, store: str) -> tuple[TillEmployee, ...]:
    """Who serves in a store: its cashiers first, then its others and those tied to no store."""
    here = [employee for employee in program.config.employees if employee.store in (None, store)]
    here.sort(key=lambda employee: employee.role != "cashier")
    return tuple(TillEmployee(employee.code, employee.name) for employee in here)
