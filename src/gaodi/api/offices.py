"""Which workspace are we in? Making one and opening one, with its catalogue and rule packs."""

from pathlib import Path

from gaodi.api.records import Office
from gaodi.catalogue import load_catalogue
from gaodi.cultivate import load_packs
from gaodi.evidence import Workspace, create_workspace
from gaodi.evidence import open_workspace as open_folder


def create_office(
    root: Path,
    *,
    region_code: str = "430000",
    region_name: str = "湖南省",
    ledger_url: str | None = None,
    language: str = "zh",
) -> Office:
    """Make a workspace in a new or empty folder and open it.

    Parameters
    ----------
    root : Path
    region_code, region_name : str
        Six-digit division code and name of the region the workspace is about.
    ledger_url : str or None
        SQLAlchemy URL of a PostgreSQL ledger; None keeps a SQLite file in the folder.
    language : {"zh", "en"}

    Returns
    -------
    Office

    Raises
    ------
    WorkspaceError
        If the folder holds other files or is a workspace already.
    """
    return _open(
        create_workspace(
            root, region_code=region_code, region_name=region_name, ledger_url=ledger_url, language=language
        )
    )


def open_office(root: Path) -> Office:
    """Open an existing workspace.

    Raises
    ------
    WorkspaceError
        If the folder is not a workspace, or a newer gaodi wrote it.
    CatalogueError
        If a file the workspace adds to the catalogue is wrong.
    """
    return _open(open_folder(root))


def reload_office(office: Office) -> Office:
    """Return the same workspace with its own catalogue read again, after a file of it has changed.

    Raises
    ------
    CatalogueError
        If a file the workspace adds to the catalogue is wrong.
    """
    return _open(office.workspace)


def _open(workspace: Workspace) -> Office:
    own = workspace.root / "catalogue"
    catalogue = load_catalogue(own)
    return Office(workspace=workspace, catalogue=catalogue, packs=load_packs(own))
