"""Every page: both languages, its twins with the same content, and nothing inline or from elsewhere."""

import csv
import io
import json
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qsl, unquote

import pytest
from docx import Document
from starlette.testclient import TestClient

from gaodi import api
from gaodi.web.protection import POLICY

PAGES = (
    "today", "evidence", "import", "quarantine", "facts", "facts-filtered", "fact", "conflicts", "finding", "questions",
    "freshness", "source", "document", "document-filtered", "trace", "region", "region-revenue",
    "chains", "chain", "chain-measures", "chain-plant", "chain-fusion", "chain-atlas", "chain-atlas-revenue",
    "chain-history", "chain-template", "chains-unplaced", "enterprise-network", "enterprises", "enterprise", "gap", "tiers", "watch", "watch-filtered", "blockers", "near", "steering", "briefs",
    "brief", "settings", "rules", "rule-pack", "rule-changes", "scenarios", "scenario-form", "scenario",
    "scenario-filtered", "shock", "shock-city", "shock-chain-map", "shock-city-map", "second-sources", "second-sources-inputs", "criticality", "opportunities", "land", "land-filtered", "land-sheet",
)  # fmt: skip
TABULAR = tuple(page for page in PAGES if page not in {"trace", "import", "region-revenue"})


class Reader(HTMLParser):
    """Collects what a strict policy would refuse, and every address."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.headings: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and not given.get("src"):
            self.faults.append("inline script")
        if tag == "style" or "style" in given:
            self.faults.append(f"inline style on {tag}")
        self.faults += [f"{name} on {tag}" for name in given if name.startswith("on")]
        self.addresses += [given[name] or "" for name in ("href", "src", "action", "hx-get") if name in given]
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(tag)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def twin(path: str, kind: str) -> str:
    stem, _, query = path.partition("?")
    return f"{'/today' if stem == '/' else stem}.{kind}" + (f"?{query}" if query else "")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_answers_in_both_languages_with_nothing_inline(
    client: TestClient, paths: dict[str, str], page: str, lang: str
) -> None:
    client.cookies.set("gaodi_lang", lang)
    answer = client.get(paths[page])
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert f'<html lang="{"en" if lang == "en" else "zh-CN"}"' in answer.text
    reader = read(answer.text)
    assert reader.faults == []
    outside = [
        a
        for a in reader.addresses
        if re.match(r"(?:[a-z]+:)?//", a) or a.startswith(("data:", "javascript:"))
    ]
    assert outside == []
    assert len(reader.ids) == len(set(reader.ids)), "an id stands twice"
    assert reader.headings.count("h1") == 1


@pytest.mark.parametrize("page", PAGES)
def test_an_english_page_shows_no_chinese_label(client: TestClient, paths: dict[str, str], page: str) -> None:
    """Labels come from the catalogue; a key that is missing there would show itself."""
    html = client.get(paths[page], params=None, headers={"Cookie": "gaodi_lang=en"}).text
    keys = {
        "nav",
        "chain",
        "chains",
        "layer",
        "template",
        "col",
        "today",
        "evidence",
        "firm",
        "gap",
        "tiers",
        "watch",
        "blockers",
        "near",
        "rules",
        "scenarios",
        "shock",
        "sources",
        "criticality",
        "opportunities",
        "land",
        "settings",
        "strength",
        "state",
        "colour",
        "reason",
        "kind",
        "entry",
        "fact",
        "facts",
        "finding",
        "verdict",
        "severity",
        "decision",
        "question",
        "fresh",
        "judge",
        "work",
    }
    shown = re.findall(r">\s*([a-z_]+)\.([a-z_.]+)\s*<", html)
    assert [found for found in shown if found[0] in keys] == []


@pytest.mark.parametrize("page", TABULAR)
def test_the_csv_twin_parses_and_says_whether_rows_are_synthetic(
    client: TestClient, paths: dict[str, str], page: str
) -> None:
    answer = client.get(twin(paths[page], "csv"))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len({len(row) for row in rows}) == 1
    assert rows[0][-1] == "合成数据"
    named = "%E5%90%88%E6%88%90" in answer.headers["content-disposition"]
    assert named == any(row[-1] == "True" for row in rows[1:])


def test_the_json_twins_equal_the_answers_of_the_facade(
    client: TestClient,
    office: api.Office,
    paths: dict[str, str],
    firm_id: str,
    near_id: str,
    source_id: str,
    document_id: str,
) -> None:
    fact_id, finding_id = (paths[name].rpartition("/")[2] for name in ("fact", "finding"))
    asked = {
        "evidence": api.list_sources(office),
        "quarantine": api.list_quarantine(office),
        "facts": api.list_facts(office),
        "facts-filtered": api.list_facts(office, comparison="growth", state="extracted"),
        "fact": api.get_fact(office, fact_id),
        "conflicts": api.list_finding_board(office, {}),
        "finding": api.get_finding(office, finding_id),
        "questions": api.list_question_board(office, size=10),
        "document-filtered": api.read_block(office, document_id, comparison="growth", state="in_force"),
        "rules": api.list_rules(api.RuleBook(catalogue=office.catalogue, packs=office.packs)),
        "scenarios": api.list_scenarios(office),
        "scenario": api.describe_change(
            api.run_scenario(office, api.get_scenario(office, paths["scenario"].rpartition("/")[2]))
        ),
        "land-sheet": api.get_worked_sheet(
            office, api.score_evaluation(office, api.list_evaluations(office)[0]), "虚拟丙"
        ),
        "shock-city": {
            "result": api.simulate_shock(office, api.Shock(kind="city", what="4302", loss=0.5)),
            "versus": None,
            "chosen": [
                {
                    "kind": "city",
                    "what": "4302",
                    "zh": "株洲市",
                    "en": "Zhuzhou",
                    "address": "/shock?loss=50#pick",
                }
            ],
            "choices": None,
        },
        "second-sources": {
            "sources": None,
            "links": api.count_thin_purchases(office),
        },
        "second-sources-inputs": {
            "sources": api.rank_link_sources(
                office, "construction_machinery/structural_parts", side="inputs"
            ),
            "links": api.count_thin_purchases(office),
        },
        "blockers": api.count_blockers(office, "srdi_sme"),
        "gap": api.plan_gap(office, near_id, "srdi_sme"),
        "source": api.get_source(office, source_id),
        "document": api.read_block(office, document_id),
        "region": api.describe_region(office),
        "chains": api.list_chains(office),
        "chain": api.get_chain(office, "construction_machinery"),
        "chain-fusion": api.get_fusion(office, "construction_machinery"),
        "chain-atlas": api.get_atlas(office, "construction_machinery", n_rows=None),
        "chain-history": api.get_chain_history(office, "construction_machinery"),
        "chain-template": api.get_template(office, "construction_machinery"),
        "chains-unplaced": api.list_unplaced_enterprises(office),
        "enterprise-network": api.get_partners(office, firm_id),
        "enterprises": api.list_enterprises(office),
        "tiers": api.count_tiers(office),
        "brief": api.build_brief(office),
        "steering": api.review_targets(office),
        "today": api.get_today(office),
    }
    for page, answer in asked.items():
        found = client.get(twin(paths[page], "json")).json()
        assert found == json.loads(json.dumps(api.to_plain(answer))), page
    fresh = client.get(twin(paths["freshness"], "json")).json()
    every = api.list_freshness(office)
    assert fresh["total"] == len(every)
    assert fresh["rows"] == json.loads(json.dumps(api.to_plain(every[:50])))
    file = client.get(twin(paths["enterprise"], "json")).json()
    expected = json.loads(json.dumps(api.to_plain(api.get_enterprise(office, firm_id))))
    assert {key: file[key] for key in expected} == expected


@pytest.mark.parametrize("page", PAGES)
def test_asking_again_with_the_etag_answers_304(client: TestClient, paths: dict[str, str], page: str) -> None:
    first = client.get(paths[page])
    again = client.get(paths[page], headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.text == ""
    other = client.get(
        paths[page], headers={"If-None-Match": first.headers["etag"], "Cookie": "gaodi_lang=en"}
    )
    assert other.status_code == 200
    assert other.headers["etag"] != first.headers["etag"]


def test_head_answers_without_a_body(client: TestClient) -> None:
    answer = client.head("/chains")
    assert answer.status_code == 200
    assert answer.text == ""


def test_language_and_theme_asked_for_once_are_kept(client: TestClient) -> None:
    client.get("/?lang=en&theme=dark")
    html = client.get("/chains").text
    assert '<html lang="en" data-theme="dark">' in html
    assert client.get("/?theme=purple").text.count('data-theme="dark"') == 1


def test_every_page_of_synthetic_data_says_so(client: TestClient, paths: dict[str, str]) -> None:
    for page in PAGES:
        assert 'class="badge synthetic"' in client.get(paths[page]).text, page


def test_a_figure_opens_to_its_source_in_the_drawer(client: TestClient, paths: dict[str, str]) -> None:
    html = client.get(paths["enterprise"]).text
    refs = re.findall(r'data-ref="(cell:[^"]+)"', html)
    assert refs
    drawer = client.get("/evidence/trace/drawer", params={"ref": refs[0]}, headers={"HX-Request": "true"})
    assert drawer.status_code == 200
    assert "<html" not in drawer.text
    assert "SHA-256" in drawer.text
    assert client.get("/evidence/trace.json", params={"ref": refs[0]}).json()["ref"] == refs[0]


@pytest.mark.parametrize("page", ["brief", "today", "fact", "finding", "steering", "land-sheet"])
def test_every_figure_of_a_page_can_be_opened(client: TestClient, paths: dict[str, str], page: str) -> None:
    refs = set(re.findall(r'data-ref="([^"]+)"', client.get(paths[page]).text))
    assert refs, page
    for ref in sorted(refs)[:40]:
        drawer = client.get("/evidence/trace/drawer", params={"ref": ref}, headers={"HX-Request": "true"})
        assert drawer.status_code == 200, ref
        assert "<html" not in drawer.text


def test_the_report_read_here_opens_each_value_of_a_target_to_its_own_cell(
    client: TestClient, office: api.Office, paths: dict[str, str]
) -> None:
    html = client.get(paths["brief"]).text
    behind = next(row for row in api.review_targets(office).rows if row.state == "behind")
    for figure in (behind.target, behind.actual):
        assert figure is not None
        shown = f"{figure.value.normalize():f}%"
        assert (
            f'<button type="button" class="figure" data-ref="{figure.origins[0].ref}">{shown}</button>'
            in html
        )
    assert html.count('data-ref="cell:') > 10
    assert html.count('data-ref="run:') > 50


def test_every_figure_of_a_file_can_be_opened(client: TestClient, paths: dict[str, str]) -> None:
    refs = set(re.findall(r'data-ref="([^"]+)"', client.get(paths["enterprise"]).text))
    kinds = {ref.partition(":")[0] for ref in refs}
    assert "cell" in kinds
    for ref in sorted(refs)[:40]:
        assert client.get("/evidence/trace.json", params={"ref": ref}).status_code == 200, ref


def test_the_text_of_a_document_is_shown_unchanged(
    client: TestClient, office: api.Office, document_id: str
) -> None:
    html = client.get(f"/evidence/documents/{document_id}").text
    article = re.search(r'<article class="panel document".*?>(.*?)</article>', html, re.DOTALL)
    assert article is not None
    plain = re.sub(r"<[^>]+>", "", article.group(1))
    text = api.get_document(office, document_id).text
    assert plain.replace("&#34;", '"').replace("&amp;", "&").strip() == text.replace("\r\n", "\n").strip()
    assert 'id="' in article.group(1)
    assert 'href="#row-' in article.group(1)


def test_the_rules_of_another_day_are_another_pack(client: TestClient, firm_id: str) -> None:
    early = client.get(f"/enterprises/{firm_id}.json?on=2026-03-01").json()["verdicts"]
    late = client.get(f"/enterprises/{firm_id}.json?on=2026-06-01").json()["verdicts"]
    assert [v["pack_id"] for v in early] != [v["pack_id"] for v in late]
    html = client.get(f"/enterprises/{firm_id}?on=2026-03-01").text
    for verdict in early:
        assert verdict["document"] in html


def test_a_review_uses_the_rules_for_review(client: TestClient, firm_id: str) -> None:
    review = client.get(f"/enterprises/{firm_id}.json?route=review").json()
    assert review["route"] == "review"
    assert {v["route"] for v in review["verdicts"]} == {"review"}


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        ("/enterprises/{firm}", "/enterprises/{firm}/gap"),
        ("/enterprises/{firm}/gap?title=srdi_sme", "/enterprises/{firm}"),
        ("/tiers/near?title=srdi_sme&within=3", "/enterprises/{any}/gap"),
        ("/tiers/near?title=srdi_sme&within=3", "/enterprises/{any}"),
        ("/tiers/blockers?title=srdi_sme", "/tiers/near"),
    ],
)
def test_a_link_keeps_the_day_and_the_route(client: TestClient, near_id: str, page: str, wanted: str) -> None:
    path = page.format(firm=near_id)
    sign = "&" if "?" in path else "?"
    pattern = re.escape(wanted).replace(r"\{firm\}", near_id).replace(r"\{any\}", r"[^/?#]+")
    for asked, kept in (
        ("on=2026-06-01&route=new", {"on": "2026-06-01"}),
        ("on=2026-06-01", {"on": "2026-06-01"}),
        ("route=review", {"route": "review"}),
        ("on=2026-06-01&route=review", {"on": "2026-06-01", "route": "review"}),
        ("", {}),
    ):
        html = client.get(path + sign + asked).text
        main = re.sub(r'<nav class="tabs".*?</nav>', "", html[html.index("<main") :], flags=re.DOTALL)
        found = [
            dict(parse_qsl(query))
            for place, query in re.findall(r'href="([^"?#]+)\??([^"#]*)"', unescape(main))
            if re.fullmatch(pattern, place)
        ]
        assert found or "review" in asked, asked  # nobody may be near a review
        for query in found:
            assert {name: query[name] for name in ("on", "route") if name in query} == kept, asked


@pytest.mark.parametrize("day", ["9999-12-31", "9999-07-01", "0001-01-01", "1899-12-31"])
@pytest.mark.parametrize(
    "page",
    ["/tiers/watch", "/tiers/near", "/tiers/blockers", "/enterprises/{firm}", "/enterprises/{firm}/gap"],
)
def test_a_day_too_far_off_is_refused(client: TestClient, near_id: str, page: str, day: str) -> None:
    answer = client.get(page.format(firm=near_id), params={"on": day}, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert day in answer.json()["message"]["zh"]


def test_the_last_day_that_may_be_asked_for_is_answered(client: TestClient, near_id: str) -> None:
    for page in ("/tiers/watch", "/tiers/near", f"/enterprises/{near_id}", f"/enterprises/{near_id}/gap"):
        assert client.get(page, params={"on": "2999-12-31"}).status_code == 200, page
    assert client.get("/tiers/watch", params={"on": "1900-01-01"}).status_code == 200


def test_the_watch_list_hands_its_day_on(client: TestClient) -> None:
    html = unescape(client.get("/tiers/watch?on=2026-06-01").text)
    assert "/tiers/near?title=srdi_sme&on=2026-06-01" in html
    firms = re.findall(r'href="/enterprises/[^"?/]+(\?[^"]*)?"', html)
    assert firms
    assert set(firms) == {"?on=2026-06-01"}


def test_an_empty_workspace_says_what_to_do_next(empty_client: TestClient) -> None:
    assert "/evidence?tab=import" in empty_client.get("/").text
    for path in ("/evidence", "/evidence?tab=facts", "/evidence?tab=quarantine", "/briefs", "/settings"):
        assert empty_client.get(path).status_code == 200, path
    for page in ("facts", "conflicts", "questions", "freshness"):
        answer = empty_client.get(f"/evidence/{page}")
        assert answer.status_code == 200, page
        assert '<a class="button primary" href="/evidence?tab=import">' in answer.text, page
    for path in (
        "/chains",
        "/enterprises",
        "/tiers",
        "/tiers/watch",
        "/tiers/near",
        "/steering",
        "/briefs/read",
    ):
        answer = empty_client.get(path)
        assert answer.status_code == 404
        assert "/evidence?tab=import" in answer.text
        assert 'class="badge synthetic"' not in answer.text


def test_health_answers(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"


def test_the_file_says_how_large_the_firm_is_and_why(
    client: TestClient, office: api.Office, firm_id: str
) -> None:
    scale = api.classify_enterprise(office, firm_id)
    assert client.get(f"/enterprises/{firm_id}.json").json()["scale"] == json.loads(
        json.dumps(api.to_plain(scale))
    )
    html = client.get(f"/enterprises/{firm_id}").text
    section = html[html.index('id="scale"') : html.index('id="years"')]
    assert str(scale.size_class) in section
    assert scale.size_document in section
    for reason in scale.reasons:
        assert f'data-ref="{reason.cells[0]}"' in section


def test_the_diagnosis_is_downloaded_under_the_firms_name(
    client: TestClient, office: api.Office, firm_id: str
) -> None:
    link = f"/enterprises/{firm_id}/diagnosis.docx"
    assert f'href="{link}"' in client.get(f"/enterprises/{firm_id}").text
    assert f'href="{link}?on=2026-06-01"' in client.get(f"/enterprises/{firm_id}?on=2026-06-01").text
    answer = client.get(link, params={"on": "2026-06-01"})
    assert answer.status_code == 200
    named = unquote(answer.headers["content-disposition"])
    assert named.endswith("-诊断书-合成.docx")
    text = [line.text for line in Document(io.BytesIO(answer.content)).paragraphs]
    assert text[1] == api.get_enterprise(office, firm_id).name
    assert client.get("/enterprises/nobody/diagnosis.docx").status_code == 404
    assert client.get(link, params={"on": "soon"}).status_code == 422
    assert list((office.workspace.root / "uploads").glob("export-*")) == []


def test_the_plan_says_how_many_others_a_programme_would_bring_to_the_title(
    client: TestClient, office: api.Office, near_id: str
) -> None:
    """A firm that misses one condition is among those that this condition alone stops."""
    near = next(firm for firm in api.find_near(office, "srdi_sme").firms if firm.enterprise_id == near_id)
    found = {one.clause_id: one for one in api.count_blockers(office, "srdi_sme").blockers}
    html = client.get(f"/enterprises/{near_id}/gap?title=srdi_sme").text
    shared = html[html.index('aria-labelledby="shared"') :]
    for clause in near.blocking:
        blocker = found[clause]
        assert blocker.n_sole >= 1
        assert blocker.zh in unescape(shared)
        link = f'/tiers/near?title=srdi_sme&amp;clause={clause}">{blocker.n_sole:,}</a></td>'
        assert f'{link}<td class="num">{blocker.n_would_qualify:,}</td>' in shared
