"""Where is a page? Every address of the workbench is built here, so that no template guesses one."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

TODAY = "/"
EVIDENCE = "/evidence"
PREVIEW = "/evidence/preview"
IMPORT = "/evidence/import"
TRACE = "/evidence/trace"
REGION = "/region"
CHAINS = "/chains"
ENTERPRISES = "/enterprises"
TIERS = "/tiers"
STEERING = "/steering"
BRIEFS = "/briefs"
SETTINGS = "/settings"
RUNS = "/runs"
API = "/api/v1"
OPENAPI = "/api/v1/openapi.json"
HEALTH = "/healthz"

NAVIGATION: tuple[tuple[str, str], ...] = (
    ("today", TODAY),
    ("evidence", EVIDENCE),
    ("region", REGION),
    ("chains", CHAINS),
    ("enterprises", ENTERPRISES),
    ("tiers", TIERS),
    ("steering", STEERING),
    ("briefs", BRIEFS),
    ("settings", SETTINGS),
)
"""Pages in the order of the menu: label key and address."""


def with_query(path: str, parameters: Mapping[str, object]) -> str:
    """Return the path with those parameters that say something; empty ones are left out.

    Examples
    --------
    >>> with_query("/enterprises", {"q": "", "city": "430100", "page": 2})
    '/enterprises?city=430100&page=2'
    >>> with_query("/enterprises", {})
    '/enterprises'
    """
    said = {key: str(value) for key, value in parameters.items() if value not in (None, "", False)}
    return f"{path}?{urlencode(said)}" if said else path


def twin(path: str, kind: str, parameters: Mapping[str, object] | None = None) -> str:
    """Return the address of the JSON or CSV twin of a page.

    Examples
    --------
    >>> twin("/", "json"), twin("/chains/beidou", "csv", {"lang": "en"})
    ('/today.json', '/chains/beidou.csv?lang=en')
    """
    own = "/today" if path == TODAY else path
    return with_query(f"{own}.{kind}", parameters or {})


def source(source_id: str) -> str:
    """Return the page of a source."""
    return f"/evidence/sources/{quote(source_id, safe='')}"


def document(source_id: str, fact_id: str = "") -> str:
    """Return the page of a text, at one of its facts if given."""
    page = f"/evidence/documents/{quote(source_id, safe='')}"
    return f"{page}#{quote(fact_id, safe='')}" if fact_id else page


def trace(ref: str) -> str:
    """Return the page that opens one reference."""
    return with_query(TRACE, {"ref": ref})


def chain(chain_id: str, link_id: str = "") -> str:
    """Return the page of a chain, at one of its links if given."""
    page = f"/chains/{quote(chain_id, safe='')}"
    return f"{page}#link-{quote(link_id, safe='')}" if link_id else page


def enterprise(enterprise_id: str) -> str:
    """Return the file of one enterprise."""
    return f"/enterprises/{quote(enterprise_id, safe='')}"


def enterprises(**parameters: object) -> str:
    """Return the list of enterprises under filters."""
    return with_query(ENTERPRISES, parameters)


def brief(name: str) -> str:
    """Return the address a written brief is downloaded from."""
    return f"/briefs/files/{quote(name, safe='')}"


def template(table: str) -> str:
    """Return the address of a table's Excel form."""
    return f"/evidence/templates/{quote(table, safe='')}.xlsx"
