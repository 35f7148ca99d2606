"""Which bytes are these? SHA-256 names everything; SM3 stands beside it where the law asks for it."""

import hashlib
import json
from pathlib import Path

_CHUNK = 1 << 20


def digest_bytes(data: bytes, *, algorithm: str = "sha256") -> str:
    """Return the hex digest of bytes.

    Parameters
    ----------
    data : bytes
    algorithm : {"sha256", "sm3"}
        SM3 is GB/T 32905—2016, as built into OpenSSL.

    Returns
    -------
    str, 64 hex digits

    Examples
    --------
    >>> digest_bytes(b"abc", algorithm="sm3")[:16]
    '66c7f0f462eeedd9'
    """
    return hashlib.new(algorithm, data).hexdigest()


def digest_file(path: Path, *, algorithm: str = "sha256") -> str:
    """Return the hex digest of a file, read in pieces of 1 MiB."""
    state = hashlib.new(algorithm)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            state.update(chunk)
    return state.hexdigest()


def digest_record(record: object) -> str:
    """Return the SHA-256 of a JSON-like value, the same on every machine.

    Keys are sorted; dates, decimals and other values are written with `str`.

    Examples
    --------
    >>> digest_record({"b": 1, "a": 2}) == digest_record({"a": 2, "b": 1})
    True
    """
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return digest_bytes(text.encode())
