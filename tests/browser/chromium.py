"""Finds the Chromium that the browser tests drive, or installs it where that is possible.

Playwright's own browser download is never used: the browser comes from the system.
"""

import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-noto-color-emoji", "fonts-dejavu")
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HINT = (
    "The browser tests need Chromium: install it (on Debian: apt-get install "
    + " ".join(PACKAGES)
    + ") or set CHROMIUM to its path."
)


class NoChromium(Exception):
    """Chromium is not there and cannot be installed; the message says what to do."""


def find() -> Path | None:
    """Return the browser named by `CHROMIUM` or found on PATH, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        if not os.access(named, os.X_OK):
            raise NoChromium(f"CHROMIUM names {named}, which is not a program that can be run.")
        return Path(named)
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def can_install() -> bool:
    """Whether this is root on a system with apt-get."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install() -> None:
    """Install the browser and fonts for Cyrillic and emoji with apt-get; raise `NoChromium` if it fails."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(
            ["apt-get", "-q", *arguments], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            reason = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
            raise NoChromium(f"{HINT} (apt-get {arguments[0]}: {' '.join(reason)})")


def ensure() -> Path:
    """Return the path of a Chromium, installing it first as root on Debian; raise `NoChromium` otherwise."""
    found = find()
    if found is None and can_install():
        install()
        found = find()
    if found is None:
        raise NoChromium(HINT)
    return found


def flags() -> list[str]:
    """Return the command line flags; root cannot use Chromium's own sandbox."""
    return [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else list(FLAGS)
