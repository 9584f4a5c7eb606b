"""The ledger: the only writer of entry, lot, allocation, debt, hold and balance.

A command locks its customers, loads their accounts as of now, changes them in memory, and writes them
back in the same transaction. Balances are written from the account, so they cannot drift from it.
"""

from services.points.balances import Balance, balance
from services.points.giving import Grant, expiries, give, granted_life, life, settle_due
from services.points.loading import load, load_lots, lock, read
from services.points.rows import put, write

__all__ = [
    "Balance",
    "Grant",
    "balance",
    "expiries",
    "give",
    "granted_life",
    "life",
    "load",
    "load_lots",
    "lock",
    "put",
    "read",
    "settle_due",
    "write",
]
