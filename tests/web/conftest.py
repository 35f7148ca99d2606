"""A real small demo workspace, served by the real application."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import uvicorn
from starlette.testclient import TestClient

from gaodi import api
from gaodi.web import create_app

N_ENTERPRISES = 400
SCENARIO = {"name": "2022→2026", "from": "srdi_sme_2022", "to": "srdi_sme_2026", "on": date(2026, 6, 1)}
HTML = {"Accept": "text/html,application/xhtml+xml"}


LAND = """企业名称,类别,评价税收,用地面积,不分类情形
虚拟甲,规下,400,10,
虚拟乙,规下,300,10,
虚拟丙,规下,200,10,
虚拟丁,规下,100,10,
虚拟戊,规下,,10,建设期
"""


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the demo region of 400 enterprises, computed and briefed."""
    root = tmp_path_factory.mktemp("web") / "demo"
    office = api.create_office(root)
    api.load_demo(office, n_enterprises=N_ENTERPRISES)
    api.compute_run(office)
    api.write_brief(office, format="html")
    api.save_scenario(office, api.make_scenario(**SCENARIO))
    sheet = root.parent / "亩均.csv"
    sheet.write_text(LAND, encoding="utf-8")
    bases = {"亩均税收": Decimal(20)}
    kept = api.keep_evaluation(office, sheet, "city_45_20_15_15_5", bases=bases, synthetic=True, who="李科长")
    api.correct_land_datum(
        office, kept.evaluation_id, "虚拟丙", "tax_per_mu", "50", reason="漏计第四季度", who="王会计"
    )
    office.workspace.ledger.close()
    return root


@pytest.fixture(scope="session")
def office(demo_root: Path) -> Iterator[api.Office]:
    opened = api.open_office(demo_root)
    yield opened
    opened.workspace.ledger.close()


@pytest.fixture
def client(office: api.Office) -> Iterator[TestClient]:
    with TestClient(create_app(office), headers=HTML) as client:
        yield client


@pytest.fixture
def own_root(demo_root: Path, tmp_path: Path) -> Path:
    """A copy of the demo workspace that a test may change."""
    return Path(shutil.copytree(demo_root, tmp_path / "own"))


@pytest.fixture
def own_office(own_root: Path) -> Iterator[api.Office]:
    opened = api.open_office(own_root)
    yield opened
    opened.workspace.ledger.close()


@pytest.fixture
def own_client(own_office: api.Office) -> Iterator[TestClient]:
    with TestClient(create_app(own_office), headers=HTML) as client:
        yield client


@pytest.fixture
def empty_office(tmp_path: Path) -> Iterator[api.Office]:
    opened = api.create_office(tmp_path / "empty")
    yield opened
    opened.workspace.ledger.close()


@pytest.fixture
def empty_client(empty_office: api.Office) -> Iterator[TestClient]:
    with TestClient(create_app(empty_office), headers=HTML) as client:
        yield client


TEXTS = {
    "公报.txt": "2025年，湖南省地区生产总值达到5.53万亿元，规模以上工业增加值增长6.2%。全省新增国家级绿色工厂46家。",
    "报道.txt": "2025年，湖南省地区生产总值达到5.60万亿元，规模以上工业增加值增长6.2%。"
    "<script>alert(1)</script>\u202e翻转\u202c预计2026年湖南省地区生产总值增长5%左右。\r\n长沙市新增12家。",
}
TABLE = """指标,主体,期间,比较方式,界,性质,数值,单位,来源,来源日期
地区生产总值,湖南省,2025,数值,准确,实际,55300,亿元,统计公报,2026-03-20
规模以上工业增加值,湖南省,2025,增速,准确,实际,6.2,%,统计公报,2026-03-20
地区生产总值,湖南省,2024,数值,准确,实际,53230,亿元,统计公报,2025-03-20
"""


@pytest.fixture(scope="session")
def facts_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two texts that disagree, and a table of indicator values."""
    folder = tmp_path_factory.mktemp("facts")
    made = api.create_office(folder / "office")
    paths = []
    for name, text in TEXTS.items():
        (folder / name).write_bytes(text.encode())
        paths.append(folder / name)
    (folder / "指标.csv").write_text(TABLE, encoding="utf-8-sig")
    report = api.import_files(made, [*paths, folder / "指标.csv"], published_on="2026-02-01")
    assert [item.kind for item in report.outcomes] == ["document", "document", "table"], report.outcomes
    made.workspace.ledger.close()
    return folder / "office"


@pytest.fixture
def facts_office(facts_root: Path, tmp_path: Path) -> Iterator[api.Office]:
    opened = api.open_office(Path(shutil.copytree(facts_root, tmp_path / "facts")))
    yield opened
    opened.workspace.ledger.close()


@pytest.fixture
def facts_client(facts_office: api.Office) -> Iterator[TestClient]:
    with TestClient(create_app(facts_office), headers=HTML) as client:
        yield client


@pytest.fixture(scope="session")
def firm_id(office: api.Office) -> str:
    return str(api.list_enterprises(office, size=1).rows[0]["enterprise_id"])


@pytest.fixture(scope="session")
def near_id(office: api.Office) -> str:
    """An enterprise that one clause separates from a title."""
    return api.find_near(office, "srdi_sme").firms[0].enterprise_id


@pytest.fixture(scope="session")
def source_id(office: api.Office) -> str:
    return next(source.source_id for source in api.list_sources(office) if source.kind == "table")


@pytest.fixture(scope="session")
def document_id(office: api.Office) -> str:
    return next(source.source_id for source in api.list_sources(office) if source.kind == "document")


@pytest.fixture(scope="session")
def paths(office: api.Office, firm_id: str, near_id: str, source_id: str, document_id: str) -> dict[str, str]:
    """Every page of the workbench: name → address."""
    fact = api.get_document(office, document_id).facts[0]
    finding = api.list_findings(office, size=1).rows[0]["finding_id"]
    return {
        "today": "/",
        "evidence": "/evidence",
        "import": "/evidence?tab=import",
        "quarantine": "/evidence?tab=quarantine",
        "facts": "/evidence/facts",
        "facts-filtered": "/evidence/facts?comparison=growth&state=extracted&col=value&col=confidence&col=place",
        "fact": f"/evidence/facts/{fact.fact_id}",
        "conflicts": "/evidence/conflicts",
        "finding": f"/evidence/conflicts/{finding}",
        "questions": "/evidence/questions",
        "freshness": "/evidence/freshness",
        "source": f"/evidence/sources/{source_id}",
        "document": f"/evidence/documents/{document_id}",
        "document-filtered": f"/evidence/documents/{document_id}?comparison=growth&state=in_force",
        "trace": f"/evidence/trace?ref=fact:{fact.fact_id}",
        "region": "/region",
        "region-revenue": "/region?measure=revenue",
        "chains": "/chains",
        "chain": "/chains/construction_machinery",
        "chain-measures": "/chains/construction_machinery/measures",
        "chain-plant": f"/chains/construction_machinery/measures?plant={firm_id}",
        "chain-fusion": "/chains/construction_machinery/fusion",
        "chain-atlas": "/chains/construction_machinery/atlas",
        "chain-atlas-revenue": "/chains/construction_machinery/atlas?measure=revenue",
        "chain-history": "/chains/construction_machinery/history",
        "chain-template": "/chains/construction_machinery/template",
        "chains-unplaced": "/chains/unplaced",
        "enterprise-network": f"/enterprises/{firm_id}/network",
        "enterprises": "/enterprises",
        "enterprise": f"/enterprises/{firm_id}",
        "gap": f"/enterprises/{near_id}/gap?title=srdi_sme",
        "tiers": "/tiers",
        "watch": "/tiers/watch",
        "watch-filtered": "/tiers/watch?kind=near_below",
        "blockers": "/tiers/blockers?title=srdi_sme",
        "near": "/tiers/near?title=srdi_sme&within=2",
        "rules": "/rules",
        "rule-pack": "/rules/little_giant_2026",
        "rule-changes": "/rules/little_giant_2026?against=little_giant_2022",
        "scenarios": "/scenarios",
        "scenario-form": "/scenarios?before=little_giant_2022&after=little_giant_2026",
        "scenario": "/scenarios/2022→2026",
        "scenario-filtered": "/scenarios/2022→2026?side=lose&size=小型",
        "shock": "/shock",
        "shock-city": "/shock?kind=city&what=4302&loss=50",
        "shock-chain-map": "/shock?kind=city&what=4302&pick=link&chain=construction_machinery",
        "shock-city-map": "/shock?kind=city&what=430200&pick=city",
        "second-sources": "/shock/sources",
        "second-sources-inputs": "/shock/sources?link=construction_machinery/structural_parts&side=inputs",
        "criticality": "/shock/firms",
        "opportunities": "/opportunities?chain=construction_machinery&city=4302",
        "land": "/land",
        "land-filtered": "/land?class_id=A&q=虚拟",
        "land-sheet": f"/land/{api.list_evaluations(office)[0].evaluation_id}/虚拟丙",
        "steering": "/steering",
        "briefs": "/briefs",
        "brief": "/briefs/read",
        "settings": "/settings",
        "missing": "/enterprises/91430100NOBODY00X0",
    }


@pytest.fixture(scope="session")
def address(office: api.Office) -> Iterator[str]:
    """The application on a real socket of the loopback interface."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(create_app(office), host="127.0.0.1", port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)
