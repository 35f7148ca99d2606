"""Which files does a page load? Their addresses carry a digest, so browsers may keep them for good."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from gaodi.base import digest_bytes

STATIC = Path(__file__).parent / "static"
HTMX = "vendor/htmx.min.js"
ECHARTS = "vendor/echarts.common.min.js"
LONG = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Assets:
    """The static files, read once when the application is built."""

    digests: dict[str, str]

    def url(self, name: str) -> str:
        """Return the address of a file with its version."""
        return f"/static/{name}?v={self.digests[name]}"

    def has(self, name: str) -> bool:
        """Whether the file is there; browser libraries may not be."""
        return name in self.digests


def load_assets(folder: Path = STATIC) -> Assets:
    """Read the static files and compute their versions."""
    return Assets(
        {
            path.relative_to(folder).as_posix(): digest_bytes(path.read_bytes())[:10]
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
    )


class VersionedFiles(StaticFiles):
    """Static files that may be kept for good when asked for with their version."""

    async def get_response(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        """Serve one file; without a version the browser must ask again."""
        response = await super().get_response(path, scope)
        is_versioned = b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = LONG if is_versioned else "no-cache"
        return response
