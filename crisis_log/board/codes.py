"""Codes of links: made by chance, copied and typed by people, kept as digests alone."""

from __future__ import annotations

import secrets
from typing import Final

_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Those of codes, which nobody confuses: https://www.crockford.com/base32.html."""
_MEANT: Final = str.maketrans("OIL", "011")
_LENGTH: Final = 20
"""Of a code: 100 bits, which nobody guesses within the hour."""
_GROUP: Final = 4


def new_code() -> str:
    """Return a code that nobody guesses."""
    return "".join(secrets.choice(_SIGNS) for _sign in range(_LENGTH))


def in_groups(code: str) -> str:
    """Return a code as people copy it: `7K2M-Q9FD-…`."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def meant(typed: str) -> str:
    """Return the code that was typed or pasted, by itself or with its whole link."""
    after = typed.rpartition("#")[2].upper()
    return "".join(sign for sign in after if sign.isascii() and sign.isalnum()).translate(_MEANT)
