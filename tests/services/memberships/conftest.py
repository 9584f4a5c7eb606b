"""A program that sells memberships, and a customer."""

from __future__ import annotations

import pytest

from services.customers import Customer
from services.programs import Program
from tests.factories import joined, make_program, program_text
from tests.services.memberships.sales import (
    NOW,
    SOLD,
)


@pytest.fixture
async def program(database: str) -> Program:
    return await make_program(NOW, program_text() + SOLD)


@pytest.fixture
async def ann(program: Program) -> Customer:
    return await joined(program, NOW)
