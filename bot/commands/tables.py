"""Tables in the terminal."""

from __future__ import annotations

from collections.abc import Sequence


def table(heads: Sequence[str], lines: Sequence[Sequence[str]], *, left: int = 1) -> list[str]:
    """Lines of a table: columns as wide as their widest cell, the first ``left`` to the left, numbers right."""
    widths = [max(map(len, column)) for column in zip(heads, *lines, strict=True)]

    def row(cells: Sequence[str]) -> str:
        parts = [
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return "  ".join(parts).rstrip()

    return [row(heads), "  ".join("-" * width for width in widths), *map(row, lines)]
