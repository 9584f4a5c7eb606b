"""Files: photos and documents that came with messages, to be sent again by id or downloaded."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.telegram.calls import Call, Upload
from sandbox.telegram.images import picture_size
from sandbox.telegram.rules import refuse

PHOTO_MOST = 10 << 20
DOWNLOAD_MOST = 20 << 20
SIDES_MOST = 10_000
RATIO_MOST = 20
THUMBNAIL = 320
FILES_KEPT = 1000
_PREFIXES = {"photo": "AgACAgIAAx", "document": "BQACAgIAAx"}
_TYPES = {"photo": "Photo", "document": "Document"}


@dataclass(slots=True)
class File:
    """A file known to Telegram. `path` is what getFile answers."""

    id: str
    unique: str
    kind: str
    name: str
    mime: str
    size: int
    path: str
    width: int = 0
    height: int = 0

    def about(self) -> dict[str, Any]:
        """The fields that every file object has."""
        return {"file_id": self.id, "file_unique_id": self.unique, "file_size": self.size}

    def content(self) -> dict[str, Any]:
        """The part of a Message that shows this file."""
        if self.kind == "photo":
            return {"photo": self._sizes()}
        return {"document": {"file_name": self.name, "mime_type": self.mime, **self.about()}}

    def _sizes(self) -> list[dict[str, Any]]:
        whole = {**self.about(), "width": self.width, "height": self.height}
        largest = max(self.width, self.height)
        if largest <= THUMBNAIL:
            return [whole]
        width = max(1, self.width * THUMBNAIL // largest)
        height = max(1, self.height * THUMBNAIL // largest)
        small = {**whole, "file_unique_id": f"{self.unique}s", "width": width, "height": height}
        return [small, whole]


class Files:
    """All files by id, their bytes in memory, and on disk when there is a folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self.by_id: dict[str, File] = {}
        self._data: dict[str, bytes] = {}
        self._folder = folder

    def load(self, files: dict[str, dict[str, Any]]) -> None:
        """Take the files of the state file whose bytes are still there."""
        for key, about in files.items():
            if self._place(about["unique"]).is_file():
                self.by_id[key] = File(**about)

    def add(self, kind: str, upload: Upload) -> File:
        """Check and keep an upload."""
        width, height = _check(kind, upload)
        unique = f"AQAD{secrets.token_urlsafe(9)}"
        ending = Path(upload.name).suffix or (".jpg" if kind == "photo" else "")
        path = f"{kind}s/file_{secrets.token_hex(6)}{ending}"
        file_id = _PREFIXES[kind] + secrets.token_urlsafe(36)
        file = File(file_id, unique, kind, upload.name, upload.mime, len(upload.data), path, width, height)
        self._keep(file, upload.data)
        return file

    def data(self, file: File) -> bytes:
        """The bytes of a file."""
        if file.unique not in self._data:
            self._data[file.unique] = self._place(file.unique).read_bytes()
        return self._data[file.unique]

    def at_path(self, path: str) -> File | None:
        """The file with this getFile path."""
        return next((file for file in self.by_id.values() if file.path == path), None)

    def clear(self) -> None:
        """Forget all."""
        for file in list(self.by_id.values()):
            self._forget(file)

    def wanted(self, call: Call, value: str, kind: str, field: str) -> File:
        """The file that a call names: uploaded under the field or by attach://, or known by its id."""
        if value.startswith("attach://"):
            field = value.removeprefix("attach://")
        elif value:
            return self._known(value, kind)
        if field not in call.files:
            raise refuse("file-missing", what=kind)
        return self.add(kind, call.files[field])

    def _known(self, value: str, kind: str) -> File:
        if value.startswith(("http://", "https://")):
            raise refuse("file-url")
        file = self.by_id.get(value)
        if file is None:
            raise refuse("file-unknown")
        if file.kind != kind:
            raise refuse("file-type", real=_TYPES[file.kind], wanted=_TYPES[kind])
        return file

    def _keep(self, file: File, data: bytes) -> None:
        self.by_id[file.id] = file
        self._data[file.unique] = data
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._place(file.unique).write_bytes(data)
        while len(self.by_id) > FILES_KEPT:
            self._forget(next(iter(self.by_id.values())))

    def _forget(self, file: File) -> None:
        self.by_id.pop(file.id, None)
        self._data.pop(file.unique, None)
        if self._folder is not None:
            self._place(file.unique).unlink(missing_ok=True)

    def _place(self, unique: str) -> Path:
        return (self._folder or Path("/nonexistent")) / unique


def _check(kind: str, upload: Upload) -> tuple[int, int]:
    size = len(upload.data)
    if size == 0:
        raise refuse("file-empty")
    if kind != "photo":
        return 0, 0
    if size > PHOTO_MOST:
        raise refuse("photo-big", size=size, most=PHOTO_MOST)
    sides = picture_size(upload.data)
    if sides is None:
        raise refuse("photo-bad")
    if sum(sides) > SIDES_MOST or max(sides) > RATIO_MOST * min(sides):
        raise refuse("photo-sides")
    return sides
