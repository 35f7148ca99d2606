"""How does an Office file leave without the hour of its writing? The same answer gives the same bytes."""

import zipfile
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)


def still_file(path: Path) -> None:
    """Write an Office file again without the hour of its writing, so that the same answer gives the same bytes."""
    with zipfile.ZipFile(path) as old:
        parts = [(info.filename, old.read(info)) for info in old.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
