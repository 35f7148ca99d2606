"""Copy the browser libraries from a locked npm install into the package."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

class CustomBuildHook(BuildHookInterface):  # placeholder, completed with the workbench
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        pass
