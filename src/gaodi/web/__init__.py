"""The workbench and the HTTP interface: parse, ask the facade, render; decide nothing."""

from gaodi.web.app import create_app
from gaodi.web.server import serve

__all__ = ["create_app", "serve"]
