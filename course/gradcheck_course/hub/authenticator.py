"""Who may sign in: the people of one class, each with a password that was generated for them.

The file of passwords holds a salt and a scrypt hash for each person, never a password. It suits a class on
one machine; a real deployment puts LTI or OAuth in this place and leaves the rest of the configuration as
it is.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, final

from jupyterhub.auth import Authenticator
from traitlets import Unicode

# Crockford's digits: no i, l, o, u, so that a password read aloud or from a projector is typed right.
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
# 16 MiB and about a fifth of a second for each try, one of the strengths that OWASP lists for scrypt.
COST, BLOCK, PARALLEL = 2**14, 8, 5


@dataclass(frozen=True, slots=True)
class StoredPassword:
    """A salt and the scrypt hash of one password, both as hexadecimal text."""

    salt: str
    digest: str


def generate_password() -> str:
    """A password of 60 random bits in three groups that are easy to copy by hand."""
    letters = [secrets.choice(LETTERS) for _ in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def generate_passwords(people: Iterable[str]) -> dict[str, str]:
    """A fresh password for each person, by name."""
    return {person: generate_password() for person in people}


def scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=COST, r=BLOCK, p=PARALLEL, maxmem=2**26, dklen=32)


def store_password(password: str) -> StoredPassword:
    """What may be kept of a password.

    >>> matches("open sesame", store_password("open sesame"))
    True
    >>> matches("open sesamE", store_password("open sesame"))
    False
    """
    salt = secrets.token_bytes(16)
    return StoredPassword(salt.hex(), scrypt(password, salt).hex())


def matches(password: str, stored: StoredPassword) -> bool:
    """Whether this is the stored password; the time taken does not tell how nearly it is."""
    return hmac.compare_digest(scrypt(password, bytes.fromhex(stored.salt)), bytes.fromhex(stored.digest))


# Compared when nobody has the name typed, so that an unknown name takes as long as a wrong password.
NOBODY = StoredPassword("00" * 16, "00" * 32)


def write_passwords(path: Path, passwords: Mapping[str, str]) -> None:
    """Write the hashes where only their owner can read them, all or nothing."""
    write_stored(path, {person: store_password(word) for person, word in passwords.items()})


def write_stored(path: Path, passwords: Mapping[str, StoredPassword]) -> None:
    """Write what may be kept of passwords where only their owner can read it, all or nothing."""
    content = json.dumps({person: asdict(word) for person, word in passwords.items()}, indent=1)
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    # O_EXCL: the mode is given at birth, so there is no moment at which others could open the file.
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)
    fresh.replace(path)


def read_passwords(path: Path) -> dict[str, StoredPassword]:
    """The stored passwords by person.

    Raises OSError where there is no such file, ValueError or TypeError where it is not one of ours.
    """
    return {person: StoredPassword(**stored) for person, stored in json.loads(path.read_text()).items()}


@final
class PasswordFileAuthenticator(Authenticator):
    """Lets in exactly the people in the password file, each with their own password."""

    password_file = Unicode(help="The file that write_passwords wrote.").tag(config=True)

    async def authenticate(self, handler: Any, data: Mapping[str, str]) -> Any:
        """The person's name where name and password fit, otherwise None."""
        name, password = data["username"], data["password"]
        stored = read_passwords(Path(self.password_file)).get(name)
        # In a thread: scrypt takes long on purpose, and meanwhile the Hub must serve the others.
        fits = await asyncio.to_thread(matches, password, stored or NOBODY)
        return name if fits and stored is not None else None
