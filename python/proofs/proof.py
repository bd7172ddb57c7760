"""Proofs, a line each. The first that fails says what was found and ends the program."""

import sys
from typing import Any


def prove(what: str, holds: bool, found: Any = "") -> None:
    if not holds:
        sys.exit(f"FAILED: {what}\n  found: {found}")
    print(f"ok: {what}", flush=True)
