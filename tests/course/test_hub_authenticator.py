"""Signing in at the Hub of one machine."""

from __future__ import annotations

import asyncio
import json
import stat
from pathlib import Path

import pytest

from gradcheck_course.hub.authenticator import (
    PasswordFileAuthenticator,
    generate_passwords,
    read_passwords,
    write_passwords,
)

PASSWORDS = {"ada": "open-sesa-me00", "ben": "another-one"}


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    path = tmp_path / "passwords.json"
    write_passwords(path, PASSWORDS)
    return path


def sign_in(path: Path, name: str, password: str) -> str | None:
    authenticator = PasswordFileAuthenticator(password_file=str(path), allowed_users=set(PASSWORDS))
    return asyncio.run(authenticator.authenticate(None, {"username": name, "password": password}))


@pytest.mark.parametrize(
    ("name", "password", "who", "why"),
    [
        ("ada", "open-sesa-me00", "ada", "her own password"),
        ("ada", "another-one", None, "somebody else's password"),
        ("ada", "", None, "no password"),
        ("ada", "open-sesa-me00 ", None, "a blank too many"),
        ("eve", "open-sesa-me00", None, "a name that nobody has"),
        ("", "", None, "nothing typed"),
        ("ada", "pässword\N{SNOWMAN}\x00", None, "signs beyond ASCII"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_only_a_person_with_their_own_password_is_let_in(
    password_file: Path, name: str, password: str, who: str | None, why: str
) -> None:
    assert sign_in(password_file, name, password) == who, why


def test_an_unknown_name_takes_the_same_work_as_a_wrong_password(
    password_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gradcheck_course.hub import authenticator

    tried: list[str] = []
    real = authenticator.scrypt
    monkeypatch.setattr(authenticator, "scrypt", lambda word, salt: tried.append(word) or real(word, salt))
    sign_in(password_file, "ada", "wrong")
    sign_in(password_file, "nobody", "wrong")
    assert tried == ["wrong", "wrong"]


def test_the_file_holds_no_password_and_only_its_owner_reads_it(password_file: Path) -> None:
    text = password_file.read_text()
    assert not any(password in text for password in PASSWORDS.values())
    assert stat.S_IMODE(password_file.stat().st_mode) == 0o600


def test_the_same_password_is_stored_differently_for_two_people(tmp_path: Path) -> None:
    write_passwords(tmp_path / "file", {"ada": "same", "ben": "same"})
    stored = json.loads((tmp_path / "file").read_text())
    assert stored["ada"]["digest"] != stored["ben"]["digest"]


def test_writing_passwords_again_replaces_them(password_file: Path) -> None:
    write_passwords(password_file, {"cleo": "new"})
    assert set(read_passwords(password_file)) == {"cleo"}
    assert sign_in(password_file, "ada", PASSWORDS["ada"]) is None


def test_generated_passwords_differ_and_are_easy_to_type() -> None:
    words = generate_passwords(f"student{number}" for number in range(200))
    assert len(set(words.values())) == 200
    assert all(len(word) == 14 and not set(word) & set("ilou") for word in words.values())
