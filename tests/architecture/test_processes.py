"""Roles in processes of their own: only the bot role pays for Telegram's library."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bot.embedded import Addresses

ROOT = Path(__file__).parents[2]
SETTLE_SECONDS = 2.0


def imports_of(roles: str, environment: dict[str, str]) -> str:
    """What a process of these roles imports until it has run for a while, as `-X importtime` tells it."""
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-P", "-m", "bot", "run", "--only", roles],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stderr is not None
    killer = threading.Timer(60, process.kill)
    killer.start()
    said: list[str] = []
    for line in process.stderr:
        said.append(line)
        if "role starts" in line and sum("role starts" in text for text in said) == roles.count(",") + 1:
            threading.Timer(SETTLE_SECONDS, process.send_signal, [signal.SIGTERM]).start()
    killer.cancel()
    assert process.wait(20) == 0, "".join(line for line in said if "import time" not in line)
    assert not any("role failed" in line for line in said), "".join(
        line for line in said if "import time" not in line
    )
    return "".join(line for line in said if line.startswith("import time"))


@pytest.mark.parametrize("roles", ["web", "sender", "scheduler", "web,sandbox"])
def test_no_role_but_bot_imports_aiogram(
    roles: str, tmp_path: Path, empty_database: str, servers: Addresses
) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": empty_database,
        "REDIS_URL": servers.redis_url,
        "DATA_DIR": str(tmp_path),
        "HTTP_PORT": str(20_000 + os.getpid() % 20_000),
    }
    began = time.monotonic()
    imported = imports_of(roles, environment)
    assert "bot.app" in imported
    assert "tortoise" in imported
    assert "aiogram" not in imported
    assert time.monotonic() - began < 60
