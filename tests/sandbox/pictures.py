"""Pictures made by hand."""

import struct
import zlib


def png(width: int, height: int, padding: int = 0) -> bytes:
    """A grey PNG of any size, of which only the header tells the truth; `padding` makes the file longer."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0")
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks + b"\0" * padding


def jpeg(width: int, height: int) -> bytes:
    """The beginning of a JPEG, as far as its size."""
    return (
        b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x11\x08"
        + struct.pack(">HH", height, width)
        + b"\0" * 20
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
