"""Copy the browser libraries from a locked npm install into the package, with their licences.

None of them is in the repository. With `node_modules`, or with npm to make it, a wheel or an editable install gets
them under `gaodi/web/static/vendor/`; without, the build goes on and the workbench shows tables in place of charts.
"""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = "src/gaodi/web/static/vendor"
SKIP_VARIABLE = "GAODI_SKIP_NPM"

FILES: dict[str, str] = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
    "echarts/dist/echarts.common.min.js": "echarts.common.min.js",
    "echarts/LICENSE": "echarts.LICENSE.txt",
    "echarts/NOTICE": "echarts.NOTICE.txt",
    "echarts/licenses/LICENSE-d3": "echarts.LICENSE-d3.txt",
    "zrender/LICENSE": "zrender.LICENSE.txt",
}
"""Files of node_modules → names in the package. zrender is part of the ECharts file."""


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Run by hatchling before wheels and editable installs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Copy the libraries where they can be had; say clearly where they cannot."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        vendor = root / VENDOR
        reason = self.fetch(root)
        if reason is None:
            copy_libraries(root / "node_modules", vendor)
        if all((vendor / name).is_file() for name in FILES.values()):
            build_data["artifacts"].append(f"{VENDOR}/*")
            return
        self.app.display_warning(
            f"gaodi: browser libraries left out ({reason}); the workbench works, with tables in place of charts. "
            "To include them: install npm, run `npm ci` here, build again."
        )

    def fetch(self, root: Path) -> str | None:
        """Make sure node_modules is there; return why it cannot be, or None."""
        if os.environ.get(SKIP_VARIABLE):
            return f"{SKIP_VARIABLE} is set"
        if all((root / "node_modules" / name).is_file() for name in FILES):
            return None
        npm = shutil.which("npm")
        if npm is None:
            return "npm is not installed"
        self.app.display_info("gaodi: npm ci for the browser libraries")
        done = subprocess.run(  # noqa: S603  a fixed command
            [npm, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=root, capture_output=True, text=True, check=False, timeout=600,
        )  # fmt: skip
        if done.returncode:
            lines = done.stderr.strip().splitlines()
            return f"npm ci failed: {lines[-1] if lines else done.returncode}"
        missing = [name for name in FILES if not (root / "node_modules" / name).is_file()]
        return f"node_modules lacks {missing[0]}" if missing else None


def copy_libraries(modules: Path, vendor: Path) -> None:
    """Copy the files under their plain names, each in one step; files of earlier versions go."""
    vendor.mkdir(parents=True, exist_ok=True)
    for name, own in FILES.items():
        part = vendor / f".{own}.part"
        shutil.copyfile(modules / name, part)
        part.replace(vendor / own)
    for path in vendor.iterdir():
        if path.name not in FILES.values():
            path.unlink()
