"""A settlement as a spreadsheet: what is owed, points, gift cards and money by pair, each issuer's points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from bot.ui.settlement import party
from bot.ui.texts import Texts
from services.program_file.currencies import digits
from services.rules.settlement import Flow
from services.settlement import Settlement

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | Decimal
COLUMN = 18


def workbook(texts: Texts, settlement: Settlement) -> bytes:
    """Return the file's bytes (.xlsx)."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - half a second to import, and seldom needed

    out = BytesIO()
    book = Workbook(out, {"in_memory": True})
    bold = book.add_format({"bold": True})
    places = digits(settlement.currency)
    money = book.add_format({"num_format": "#,##0" + ("." + "0" * places if places else "")})
    writer = _Writer(book, bold, money, texts)
    _owed(writer, settlement, places)
    _matrix(writer, settlement, "settlement-sheet-points", lambda flow: _points(writer, places, flow.points))
    _matrix(writer, settlement, "settlement-sheet-money", lambda flow: Decimal(flow.money).scaleb(-places))
    _flows(writer, settlement, places)
    _positions(writer, settlement, places)
    book.close()
    return out.getvalue()


class _Writer:
    """Writes tables, a sheet each; texts are never taken for formulas."""

    def __init__(self, book: Workbook, bold: object, money: object, texts: Texts) -> None:
        self.book, self.bold, self.money, self.texts = book, bold, money, texts

    def sheet(self, key: str, heads: Sequence[str], lines: Sequence[Sequence[Cell]]) -> None:
        """Add a sheet with a head line and these lines."""
        sheet: Worksheet = self.book.add_worksheet(self.texts.plain(key)[:31])
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, self.bold)
        for row, line in enumerate(lines, 1):
            for column, cell in enumerate(line):
                self._cell(sheet, row, column, cell)
        sheet.set_column(0, max(len(heads) - 1, 0), COLUMN)
        sheet.freeze_panes(1, 1)

    def _cell(self, sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
        if isinstance(cell, str):
            sheet.write_string(row, column, cell)
        elif isinstance(cell, Decimal):
            sheet.write_number(row, column, cell, self.money)
        else:
            sheet.write_number(row, column, cell)


def _points(writer: _Writer, places: int, number: int) -> int | Decimal:
    """Return a number of points for its cell: an amount where they are money."""
    return Decimal(number).scaleb(-places) if writer.texts.money_of else number


def _owed(writer: _Writer, settlement: Settlement, places: int) -> None:
    texts = writer.texts
    heads = [texts.plain(f"settlement-head-{name}") for name in ("debtor", "creditor")]
    heads.append(f"{texts.plain('settlement-head-money')}, {settlement.currency}")
    lines = [
        (
            party(texts, settlement, one.debtor),
            party(texts, settlement, one.creditor),
            Decimal(one.money).scaleb(-places),
        )
        for one in settlement.cleared.owed
    ]
    writer.sheet("settlement-sheet-owed", heads, lines)


def _matrix(writer: _Writer, settlement: Settlement, key: str, cell: Callable[[Flow], int | Decimal]) -> None:
    """Issuers down, acceptors across, with totals."""
    texts, parties = writer.texts, list(settlement.parties)
    flows = settlement.cleared.flows
    total = texts.plain("settlement-head-total")
    heads = [texts.plain("settlement-head-corner")]
    heads += [*(party(texts, settlement, who) for who in parties), total]
    lines: list[list[Cell]] = []
    for issuer in parties:
        cells = [cell(flows.get((issuer, acceptor)) or Flow(issuer, acceptor)) for acceptor in parties]
        lines.append([party(texts, settlement, issuer), *cells, sum(cells, start=cells[0] * 0)])
    sums = [sum(column, start=column[0] * 0) for column in zip(*(line[1:] for line in lines), strict=True)]
    writer.sheet(key, heads, [*lines, [total, *sums]])


def _flows(writer: _Writer, settlement: Settlement, places: int) -> None:
    texts = writer.texts
    names = (
        "issuer",
        "acceptor",
        "spent",
        "restored",
        "reclaimed",
        "cards-taken",
        "cards-given-back",
        "money",
    )
    lines = [
        (
            party(texts, settlement, flow.issuer),
            party(texts, settlement, flow.acceptor),
            _points(writer, places, flow.spent),
            _points(writer, places, flow.restored),
            _points(writer, places, flow.reclaimed),
            Decimal(flow.cards_taken).scaleb(-places),
            Decimal(flow.cards_given_back).scaleb(-places),
            Decimal(flow.money).scaleb(-places),
        )
        for flow in settlement.cleared.flows.values()
    ]
    writer.sheet("settlement-sheet-flows", [texts.plain(f"settlement-head-{name}") for name in names], lines)


def _positions(writer: _Writer, settlement: Settlement, places: int) -> None:
    texts = writer.texts
    names = ("issuer", "opening", "issued", "restored", "spent", "revoked", "expired", "closing", "worth")
    lines = [
        (
            party(texts, settlement, one.issuer),
            _points(writer, places, one.opening),
            _points(writer, places, one.issued),
            _points(writer, places, one.restored),
            _points(writer, places, one.spent),
            _points(writer, places, one.revoked),
            _points(writer, places, one.expired),
            _points(writer, places, one.closing),
            Decimal(one.closing * settlement.point_worth).scaleb(-places),
        )
        for one in settlement.cleared.positions.values()
    ]
    heads = [texts.plain(f"settlement-head-{name}") for name in names]
    writer.sheet("settlement-sheet-outstanding", heads, lines)
