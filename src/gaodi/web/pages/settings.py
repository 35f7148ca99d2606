"""设置: which workspace, which catalogue, which rules, in which language? One page."""

from typing import Any

from fastapi import APIRouter

from gaodi import __version__, api
from gaodi.web import links
from gaodi.web.asking import Asked
from gaodi.web.views import Sheet, View, add_page

router = APIRouter()


def show_settings(ask: Asked) -> View:
    """Show the workspace, versions of catalogue and rule packs, and the runs."""
    office = ask.office
    config = office.workspace.config
    workspace = {
        "region_code": config.region_code,
        "region_name": config.region_name,
        "language": config.language,
        "version": __version__,
        "catalogue_digest": office.catalogue.digest,
        "packs_digest": office.packs.digest,
    }
    entries = _list_entries(ask)
    runs = api.list_runs(office)
    return View(
        template="settings.html",
        answer={"workspace": workspace, "catalogue": entries, "runs": runs},
        sheet=Sheet(
            name=ask.label("nav.settings"),
            columns=(
                ("kind", ask.label("col.kind")),
                ("id", ask.label("col.code")),
                (ask.lang, ask.label("col.name")),
                ("version", ask.label("col.version")),
                ("status", ask.label("col.status")),
                ("source", ask.label("col.document")),
            ),
            rows=entries,
        ),
        context={"workspace": workspace, "entries": entries, "runs": runs},
        synthetic=False,
    )


def _list_entries(ask: Asked) -> list[dict[str, Any]]:
    office = ask.office
    groups: tuple[tuple[str, Any], ...] = (
        ("packs", office.packs.packs.values()),
        ("chains", office.catalogue.chains.values()),
        ("taxonomies", office.catalogue.taxonomies.values()),
    )
    return [
        {
            "kind": kind,
            "id": entry.id,
            "zh": entry.zh,
            "en": entry.en or entry.zh,
            "version": str(getattr(entry, "version", "") or getattr(entry, "valid_from", "") or ""),
            "status": str(entry.status),
            "source": getattr(entry, "source", "") or getattr(entry, "document", ""),
        }
        for kind, group in groups
        for entry in group
    ]


add_page(router, links.SETTINGS, show_settings)
