"""The command line: parse, ask `api`, print; decide nothing."""

from gaodi.cli.app import main

__all__ = ["main"]
