"""Where is a page? Every address of the workbench is built here, so that no template guesses one."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

TODAY = "/"
EVIDENCE = "/evidence"
PREVIEW = "/evidence/preview"
IMPORT = "/evidence/import"
TRACE = "/evidence/trace"
FACTS = "/evidence/facts"
CONFLICTS = "/evidence/conflicts"
COMPARE = "/evidence/conflicts/compare"
QUESTIONS = "/evidence/questions"
FRESHNESS = "/evidence/freshness"
EXPORT_FACTS = "/evidence/exports/facts"
EXPORT_FINDINGS = "/evidence/exports/findings"
REGION = "/region"
CHAINS = "/chains"
UNPLACED = "/chains/unplaced"
SHOCK = "/shock"
CRITICALITY = "/shock/firms"
SHOCK_SOURCES = "/shock/sources"
SHOCK_SOURCES_FILE = "/shock/sources/export.xlsx"
SHOCK_FILE = "/shock/export.xlsx"
SHOCK_REPORT = "/shock/export.docx"
OPPORTUNITIES = "/opportunities"
OPPORTUNITIES_FILE = "/opportunities/export.xlsx"
ENTERPRISES = "/enterprises"
TIERS = "/tiers"
WATCH = "/tiers/watch"
BLOCKERS = "/tiers/blockers"
NEAR = "/tiers/near"
RULES = "/rules"
SCENARIOS = "/scenarios"
LAND = "/land"
STEERING = "/steering"
BRIEFS = "/briefs"
BRIEF = "/briefs/read"
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
    ("shock", SHOCK),
    ("opportunities", OPPORTUNITIES),
    ("enterprises", ENTERPRISES),
    ("tiers", TIERS),
    ("rules", RULES),
    ("scenarios", SCENARIOS),
    ("land", LAND),
    ("steering", STEERING),
    ("briefs", BRIEFS),
    ("settings", SETTINGS),
)
"""Pages in the order of the menu: label key and address."""

EVIDENCE_PAGES: tuple[tuple[str, str], ...] = (
    ("facts", FACTS),
    ("conflicts", CONFLICTS),
    ("questions", QUESTIONS),
    ("freshness", FRESHNESS),
)
"""Pages of evidence that stand in the menu by themselves."""

EVIDENCE_TABS: tuple[tuple[str, str], ...] = (
    ("sources", EVIDENCE),
    ("import", f"{EVIDENCE}?tab=import"),
    ("quarantine", f"{EVIDENCE}?tab=quarantine"),
    *EVIDENCE_PAGES,
)
"""Tabs of evidence: label key and address."""


SHOCK_TABS: tuple[tuple[str, str], ...] = (
    ("shock", SHOCK),
    ("sources", SHOCK_SOURCES),
    ("criticality", CRITICALITY),
)
"""Pages of failures: label key and address."""

TIER_TABS: tuple[tuple[str, str], ...] = (
    ("tiers", TIERS),
    ("watch", WATCH),
    ("blockers", BLOCKERS),
    ("near", NEAR),
)
"""Pages of tiers: label key and address."""


CHAIN_TABS = ("", "measures", "fusion", "atlas", "history", "template")
"""Pages of one chain: last part of the address, which is its label's too; the diagnosis has none."""


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


def shock(parameters: Mapping[str, object], place: str = "") -> str:
    """Return the page of a scenario of failure, at one of its places if given.

    Examples
    --------
    >>> shock({"kind": "city", "what": "4302", "also": "link:beidou/chips"}, "pick-430200")
    '/shock?kind=city&what=4302&also=link%3Abeidou%2Fchips#pick-430200'
    """
    page = with_query(SHOCK, parameters)
    return f"{page}#{quote(place, safe='')}" if place else page


def source(source_id: str) -> str:
    """Return the page of a source."""
    return f"/evidence/sources/{quote(source_id, safe='')}"


def document(source_id: str, fact_id: str = "") -> str:
    """Return the page of a text, at one of its facts if given: the block that holds it, and the place in it.

    Examples
    --------
    >>> document("ab", "f1-c")
    '/evidence/documents/ab?fact=f1-c#f1-c'
    """
    page = f"/evidence/documents/{quote(source_id, safe='')}"
    known = quote(fact_id, safe="")
    return f"{page}?fact={known}#{known}" if fact_id else page


def add_fact(source_id: str) -> str:
    """Return the address a fact added to a text is sent to."""
    return f"{document(source_id)}/facts"


def fact(fact_id: str) -> str:
    """Return the page of one fact."""
    return f"{FACTS}/{quote(fact_id, safe='')}"


def judge_fact(fact_id: str) -> str:
    """Return the address a judgement about a fact is sent to."""
    return f"{fact(fact_id)}/judgements"


def fact_form(fact_id: str, back: str) -> str:
    """Return the form that corrects a fact, as a fragment; `back` is the page it stands on."""
    return with_query(f"{fact(fact_id)}/form", {"back": back})


def undo(judgement_id: int) -> str:
    """Return the address that takes a judgement back."""
    return f"/evidence/judgements/{judgement_id}/undo"


def finding(finding_id: str) -> str:
    """Return the page of one finding."""
    return f"{CONFLICTS}/{quote(finding_id, safe='')}"


def decide(finding_id: str) -> str:
    """Return the address a decision about a finding is sent to."""
    return f"{finding(finding_id)}/decision"


def trace(ref: str) -> str:
    """Return the page that opens one reference."""
    return with_query(TRACE, {"ref": ref})


def chain(chain_id: str, link_id: str = "") -> str:
    """Return the page of a chain, at one of its links if given."""
    page = f"/chains/{quote(chain_id, safe='')}"
    return f"{page}#link-{quote(link_id, safe='')}" if link_id else page


def chain_part(chain_id: str, part: str = "") -> str:
    """Return one of the pages of a chain.

    Examples
    --------
    >>> chain_part("beidou", "fusion"), chain_part("beidou")
    ('/chains/beidou/fusion', '/chains/beidou')
    """
    return f"{chain(chain_id)}/{part}" if part else chain(chain_id)


def chain_file(chain_id: str, kind: str) -> str:
    """Return the address a chain is downloaded from: xlsx, graphml or png."""
    return f"{chain(chain_id)}/files/{kind}"


def chain_template(chain_id: str, kind: str = "") -> str:
    """Return the address a chain's template is downloaded from, as xlsx or yaml; without one, where an edited one is sent.

    Examples
    --------
    >>> chain_template("beidou", "yaml")
    '/chains/beidou/template/yaml'
    """
    return chain_part(chain_id, f"template/{kind}" if kind else "template")


def partners(enterprise_id: str) -> str:
    """Return the network of one enterprise."""
    return f"{enterprise(enterprise_id)}/network"


def enterprise(enterprise_id: str, on: str = "", route: str = "") -> str:
    """Return the file of one enterprise, as judged on a day and by a route if given."""
    return with_query(f"/enterprises/{quote(enterprise_id, safe='')}", _judged(on, route))


def gap(enterprise_id: str, title_id: str = "", on: str = "", route: str = "") -> str:
    """Return the plans that bring an enterprise to a title; without one, to the first that is judged.

    Examples
    --------
    >>> gap("91430100XN00000A14", "srdi_sme", "2026-06-01", "review")
    '/enterprises/91430100XN00000A14/gap?title=srdi_sme&on=2026-06-01&route=review'
    """
    return with_query(f"{enterprise(enterprise_id)}/gap", {"title": title_id, **_judged(on, route)})


def diagnosis(enterprise_id: str, on: str = "", route: str = "") -> str:
    """Return the one-page Word diagnosis of an enterprise.

    Examples
    --------
    >>> diagnosis("91430100XN00000A14", "2026-06-01", "new")
    '/enterprises/91430100XN00000A14/diagnosis.docx?on=2026-06-01'
    """
    return with_query(f"{enterprise(enterprise_id)}/diagnosis.docx", _judged(on, route))


def near(title_id: str, clause_id: str = "", on: str = "", route: str = "") -> str:
    """Return the firms near a title, those that one clause blocks if given."""
    return with_query(NEAR, {"title": title_id, "clause": clause_id, **_judged(on, route)})


def _judged(on: str, route: str) -> dict[str, str]:
    """Name the day and the route; a new application is what every page takes unless told."""
    return {"on": on, "route": "" if route == "new" else route}


def rule_pack(pack_id: str) -> str:
    """Return the page of one rule pack."""
    return f"{RULES}/{quote(pack_id, safe='')}"


def scenario(name: str) -> str:
    """Return the page of one scenario.

    Examples
    --------
    >>> scenario("2022→2026")
    '/scenarios/2022%E2%86%922026'
    """
    return f"{SCENARIOS}/{quote(name, safe='')}"


def scenario_file(name: str, format: str) -> str:
    """Return the address the effects of a scenario are downloaded from."""
    return f"{scenario(name)}/effects/{format}"


def delete_scenario(name: str) -> str:
    """Return the address that deletes a scenario."""
    return f"{scenario(name)}/delete"


def land(evaluation_id: str = "") -> str:
    """Return the land scores of a kept sheet; without one, of the latest."""
    return with_query(LAND, {"sheet": evaluation_id})


def land_sheet(evaluation_id: str, firm_id: str) -> str:
    """Return one firm's worked sheet of land scores.

    Examples
    --------
    >>> land_sheet("huangyan_2022-0123456789ab", "91431000XN00000A14")
    '/land/huangyan_2022-0123456789ab/91431000XN00000A14'
    """
    return f"{LAND}/{quote(evaluation_id, safe='')}/{quote(firm_id, safe='')}"


def land_file(evaluation_id: str) -> str:
    """Return the address the scores of a kept sheet are downloaded from."""
    return f"{LAND}/{quote(evaluation_id, safe='')}/scores.xlsx"


def correct_land(evaluation_id: str) -> str:
    """Return the address a correction of a disputed datum is sent to."""
    return f"{LAND}/{quote(evaluation_id, safe='')}/corrections"


def enterprises(**parameters: object) -> str:
    """Return the list of enterprises under filters."""
    return with_query(ENTERPRISES, parameters)


def brief(name: str) -> str:
    """Return the address a written brief is downloaded from."""
    return f"/briefs/files/{quote(name, safe='')}"


def template(table: str) -> str:
    """Return the address of a table's Excel form."""
    return f"/evidence/templates/{quote(table, safe='')}.xlsx"
