"""Secrets: what is only compared is a keyed digest, what must be used again is encrypted."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.errors import Invalid

NONCE_BYTES = 12  # NIST SP 800-38D, 8.2: 96-bit nonces


class Keyring:
    """Derives one key a purpose from ``SECRET_KEY``; never prints or returns it."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def _key(self, purpose: str) -> bytes:
        return hmac.digest(self._secret, b"regulars:" + purpose.encode(), "sha256")

    def digest(self, purpose: str, value: str) -> bytes:
        """A keyed hash of 32 bytes, for values too short to be hashed bare (codes, invites)."""
        return hmac.digest(self._key(purpose), value.encode(), "sha256")

    def sign(self, purpose: str, value: str) -> str:
        """A short printable signature, e.g. for deep links (URL-safe, 16 characters)."""
        return base64.urlsafe_b64encode(self.digest(purpose, value)[:12]).decode()

    def encrypt(self, purpose: str, value: str) -> bytes:
        """Nonce and AES-256-GCM ciphertext; the purpose is bound to it."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self._key(purpose)).encrypt(nonce, value.encode(), purpose.encode())

    def decrypt(self, purpose: str, sealed: bytes) -> str:
        """Undo ``encrypt``. Raises Invalid ``secret_key_changed`` when SECRET_KEY is another one."""
        try:
            plain = AESGCM(self._key(purpose)).decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode()
            )
        except InvalidTag:
            raise Invalid("secret_key_changed") from None
        return plain.decode()


def fingerprint(key: str) -> bytes:
    """The digest under which a long random API key is stored: SHA-256, since it has 256 bits of its own."""
    return hashlib.sha256(key.encode()).digest()
