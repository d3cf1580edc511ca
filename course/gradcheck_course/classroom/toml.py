"""Reading a TOML table key by key, so that every error names the file, the key and the way out."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from gradcheck_course.errors import CourseError


class Table:
    """A TOML table that hands out values of the right kind and refuses keys that nobody asked for."""

    def __init__(self, values: Mapping[str, Any], *, file: str, at: str = "") -> None:
        self.values = values
        self.file = file
        self.at = at
        self._asked: set[str] = set()

    @classmethod
    def read(cls, path: Path) -> Table:
        """The table that a file holds. Raises CourseError when it is absent or not TOML."""
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise CourseError(
                f"There is no {path.name} in {path.parent}.",
                action="Name a course folder, or make one with: gradcheck course init FOLDER",
            ) from error
        except (OSError, UnicodeDecodeError) as error:
            raise CourseError(f"The file cannot be read: {error}.", file=str(path)) from error
        except tomllib.TOMLDecodeError as error:
            raise CourseError(f"The file is not valid TOML: {error}.", file=str(path)) from error
        return cls(values, file=str(path))

    def error(self, message: str, *, key: str = "", action: str = "") -> CourseError:
        """The error to raise for a key of this table."""
        place = ", ".join(part for part in (self.at, key) if part)
        return CourseError(message, file=self.file, key=place, action=action)

    def text(self, key: str, *, default: str | None = None) -> str:
        """A text of one printable line."""
        value = self._value(key, default)
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise self.error("A text of one line is needed here.", key=key)
        return value

    def optional_text(self, key: str) -> str:
        """A text of one printable line, or an empty one when the key is absent."""
        self._asked.add(key)
        return self.text(key) if key in self.values else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self._value(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error('A list of texts is needed here, such as ["ada"].', key=key)
        return tuple(value)

    def whole(self, key: str, *, least: int, most: int) -> int | None:
        """A whole number within these bounds, or None when the key is absent."""
        self._asked.add(key)
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.error(f"A whole number from {least} to {most} is needed here.", key=key)
        return value

    def moment(self, key: str) -> datetime | None:
        """A date and time with its time zone, or None when the key is absent."""
        self._asked.add(key)
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                value = None
        if not isinstance(value, datetime):
            raise self.error("This is not a date and time.", key=key, action=_DATE)
        if value.utcoffset() is None:
            raise self.error("This date has no time zone.", key=key, action=_DATE)
        return value

    def points(self, key: str) -> dict[str, float]:
        """Numbers of at least 0 by name; empty when the key is absent."""
        value = self._value(key, {})
        if not isinstance(value, Mapping):
            raise self.error("Points are written by part: points = {a = 1, b = 2}.", key=key)
        for letter, points in value.items():
            if isinstance(points, bool) or not isinstance(points, int | float) or not math.isfinite(points):
                raise self.error(f"The points of part {letter} are not a number.", key=key)
            if points < 0:
                raise self.error(f"Part {letter} is worth {points}; points are 0 or more.", key=key)
        return {letter: float(points) for letter, points in value.items()}

    def number(self, key: str, *, default: float | None = None, least: float, most: float) -> float:
        """A number within bounds."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self.error(f"A number from {least:g} to {most:g} is needed here.", key=key)
        return float(value)

    def one_of(self, key: str, words: Sequence[str]) -> str:
        """One of these words; the first of them when the key is absent."""
        value = self._value(key, words[0])
        if value not in words:
            raise self.error(f"One of these is needed here: {', '.join(words)}.", key=key)
        return str(value)

    def maybe(self, key: str) -> Table | None:
        """The table below a key, or None when the key is absent."""
        self._asked.add(key)
        return self.table(key) if key in self.values else None

    def table(self, key: str) -> Table:
        """The table below a key."""
        value = self._value(key, None)
        if not isinstance(value, Mapping):
            raise self.error(f"A table [{key}] is needed here.", key=key)
        return Table(value, file=self.file, at=self._below(key))

    def tables(self, key: str) -> tuple[Table, ...]:
        """The tables of a list [[key]], in order."""
        value = self._value(key, [])
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise self.error(f"Write [[{key}]] above each of them.", key=key)
        places = [self._below(f"{key} {number}") for number in range(1, len(value) + 1)]
        return tuple(Table(item, file=self.file, at=place) for item, place in zip(value, places, strict=True))

    def nothing_else(self) -> None:
        """Raise CourseError when the table has a key that was not asked for: it may be a typing mistake."""
        unknown = sorted(set(self.values) - self._asked)
        if unknown:
            known = ", ".join(sorted(self._asked))
            raise self.error("This key is not known.", key=unknown[0], action=f"Known here: {known}.")

    def _value(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        value = self.values.get(key, default)
        if value is None:
            raise self.error("This key is missing.", key=key)
        return value

    def _below(self, key: str) -> str:
        return f"{self.at}, {key}" if self.at else key


_DATE = 'Write it like "2026-12-01T23:59:00+01:00".'
