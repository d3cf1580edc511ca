"""Writes the golden files anew; only for a change that is meant, and that CHANGELOG.md tells."""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """One file an exercise."""
    sys.path.insert(0, str(HERE.parent))
    from test_bank import EXERCISES, golden

    for exercise in EXERCISES:
        path = HERE / f"{exercise.id.replace('/', '.')}.json"
        path.write_text(json.dumps(golden(exercise), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":  # pytest imports every file for its doctests, and must not write these
    main()
