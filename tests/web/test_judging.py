"""People correct, decide, answer and declare through the pages; the ledger keeps who and why, and all can be taken back."""

import io
import json
import re
import zipfile
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gaodi import api
from gaodi.web.judging import check_back

REASON = "核对了原文"


def find_fact(office: api.Office, text: str, **filters: str) -> dict[str, object]:
    return next(row for row in api.list_facts(office, **filters).rows if row["text"] == text)


def document_of(office: api.Office, name: str) -> str:
    return next(source.source_id for source in api.list_sources(office) if source.name == name)


def fields_of(html: str, action: str) -> dict[str, str]:
    """Return what a form of the page would send as it stands."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', html, re.DOTALL)
    assert form is not None, action
    found = {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input[^>]*\bname="([^"]+)"[^>]*\bvalue="([^"]*)"', form.group(0))
    }
    for name, body in re.findall(r'<select[^>]*name="([^"]+)">(.*?)</select>', form.group(0), re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = chosen.group(1) if chosen else ""
    return found


def test_a_field_is_corrected_in_place_and_the_reading_stays_beside_it(
    facts_client: TestClient, facts_office: api.Office
) -> None:
    fact = find_fact(facts_office, "5.60万亿元")
    before = api.list_findings(facts_office, verdict="conflict").rows[0]
    form = facts_client.get(
        f"/evidence/facts/{fact['fact_id']}/form", params={"back": "/evidence/facts?page=1"}
    )
    assert form.headers["cache-control"] == "no-store"
    action = f"/evidence/facts/{fact['fact_id']}/judgements"
    sent = fields_of(form.text, action)
    assert sent["value"] == "5600000000000"
    assert sent["comparison"] == "level"
    sent |= {"value": "5530000000000", "reason": REASON, "who": "张三", "do": "correct"}
    done = facts_client.post(action, data=sent, follow_redirects=False)
    assert done.status_code == 303
    assert done.headers["location"] == f"/evidence/facts?page=1#{fact['fact_id']}"
    view = api.get_fact(facts_office, str(fact["fact_id"]))
    assert view.current.state == "corrected"
    assert (view.history[0].who, view.history[0].reason) == ("张三", REASON)
    assert view.history[0].detail["changes"] == {"value": "5530000000000"}  # nothing else was changed
    html = facts_client.get(f"/evidence/facts/{fact['fact_id']}").text
    assert "读作 5,600,000,000,000" in html
    assert "张三" in html
    # The name is remembered for the next judgement.
    assert 'name="who" value="张三"' in html
    # What no longer holds is withdrawn: figures were compared again.
    assert api.list_findings(facts_office, verdict="conflict").total == 0
    assert "已撤回" in facts_client.get(f"/evidence/conflicts/{before['finding_id']}").text


def test_rejecting_restoring_and_confirming_are_judgements_that_stay(
    facts_client: TestClient, facts_office: api.Office
) -> None:
    fact_id = str(find_fact(facts_office, "46家")["fact_id"])
    document = document_of(facts_office, "公报.txt")
    url = f"/evidence/facts/{fact_id}/judgements"
    facts_client.post(url, data={"do": "reject", "reason": "只是举例"})
    assert api.get_fact(facts_office, fact_id).current.state == "rejected"
    assert fact_id not in {row["fact_id"] for row in api.list_facts(facts_office).rows}
    html = facts_client.get(f"/evidence/documents/{document}?state=rejected").text
    assert f'id="row-{fact_id}" class="fact-row is-rejected"' in html
    assert html.count('class="fact-row') == 1
    judgement = api.get_fact(facts_office, fact_id).history[0].judgement_id
    restore = facts_client.get(f"/evidence/facts/{fact_id}").text
    assert f'action="/evidence/judgements/{judgement}/undo"' in restore
    facts_client.post(f"/evidence/judgements/{judgement}/undo", data={"reason": "不是举例"})
    facts_client.post(url, data={"do": "confirm", "reason": REASON})
    view = api.get_fact(facts_office, fact_id)
    assert view.current.state == "confirmed"
    assert [item.decision for item in view.history] == ["confirm", "undo", "reject"]


def test_a_fact_is_added_where_it_was_selected(facts_client: TestClient, facts_office: api.Office) -> None:
    document = document_of(facts_office, "公报.txt")
    text = api.get_document(facts_office, document).text
    start = text.index("2025年")
    sent = {
        "start": str(start), "end": str(start + 5), "indicator": "年份", "subject": "湖南省", "value": "2025", "unit": "年",
        "comparison": "level", "status": "actual", "bound": "exact", "period": "", "value_max": "", "reason": REASON,
    }  # fmt: skip
    done = facts_client.post(f"/evidence/documents/{document}/facts", data=sent, follow_redirects=False)
    assert done.status_code == 303
    added = find_fact(facts_office, "2025年", state="added")
    assert (
        done.headers["location"]
        == f"/evidence/documents/{document}?fact={added['fact_id']}#{added['fact_id']}"
    )
    html = facts_client.get(f"/evidence/documents/{document}?fact={added['fact_id']}").text
    assert f'class="mark added" id="{added["fact_id"]}" data-at="{start}"' in html
    wrong = facts_client.post(
        f"/evidence/documents/{document}/facts",
        data=sent | {"end": "100000"},
        headers={"Accept": "application/json"},
    )
    assert wrong.status_code == 422
    assert "不在文中" in wrong.json()["message"]["zh"]
    huge = facts_client.post(
        f"/evidence/documents/{document}/facts",
        data=sent | {"value": "9e999999"},
        headers={"Accept": "application/json"},
    )
    assert huge.status_code == 422
    assert "超出范围" in huge.json()["message"]["zh"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"do": "reject", "reason": "  "}, "理由"),
        ({"do": "correct", "reason": "x"}, "没有要更正的"),
        ({"do": "correct", "value": "六", "reason": "x"}, "不是数字"),
        ({"do": "correct", "value": "9e999999", "reason": "x"}, "超出范围"),
        ({"do": "correct", "value": "-1e31", "reason": "x"}, "超出范围"),
        ({"do": "correct", "value": "1e-999999", "reason": "x"}, "超出范围"),
        ({"do": "correct", "bound": "range", "value_max": "9e999999", "reason": "x"}, "超出范围"),
        ({"do": "correct", "value": "Infinity", "reason": "x"}, "有限"),
        ({"do": "correct", "comparison": "guess", "reason": "x"}, "guess"),
        ({"do": "destroy", "reason": "x"}, "destroy"),
        ({"do": "reject", "reason": "x" * 2_001}, "2,000"),
    ],
)
def test_a_judgement_that_says_nothing_usable_is_refused_and_nothing_is_kept(
    facts_client: TestClient, facts_office: api.Office, sent: dict[str, str], said: str
) -> None:
    fact_id = str(find_fact(facts_office, "46家")["fact_id"])
    answer = facts_client.post(
        f"/evidence/facts/{fact_id}/judgements", data=sent, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422
    assert said in answer.json()["message"]["zh"]
    assert api.list_judgements(facts_office).total == 0


@pytest.mark.parametrize("number", ["99999999999999999999", "9" * 5_000, "0", "-1", "x"])
def test_a_number_no_judgement_can_have_is_refused(facts_client: TestClient, number: str) -> None:
    answer = facts_client.post(
        f"/evidence/judgements/{number}/undo", data={"reason": "x"}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422
    last = facts_client.post(f"/evidence/judgements/{2**63 - 1}/undo", data={"reason": "x"})
    assert last.status_code == 404


def test_a_reading_with_signs_of_markup_is_escaped_once(
    facts_client: TestClient, facts_office: api.Office, tmp_path: Path
) -> None:
    path = tmp_path / "产值.csv"
    path.write_text(
        "指标,主体,期间,比较方式,性质,数值,单位,来源,来源日期\nA&B<i>产值,湖南省,2025,数值,实际,12,亿元,月报,2026-01-20\n",
        encoding="utf-8-sig",
    )
    api.import_files(facts_office, [path], published_on="2026-01-20")
    fact_id = api.list_facts(facts_office, indicator="A&B<i>产值").rows[0]["fact_id"]
    api.correct_fact(facts_office, fact_id, {"indicator": "C&D<b>产值"}, reason=REASON)
    html = facts_client.get(f"/evidence/facts/{fact_id}").text
    assert "读作 A&amp;B&lt;i&gt;产值<" in html
    assert "<h1>C&amp;D&lt;b&gt;产值</h1>" in html
    assert "&amp;amp;" not in html
    assert "&amp;lt;" not in html


def test_a_conflict_is_decided_with_a_reason_and_the_decision_taken_back(
    facts_client: TestClient, facts_office: api.Office
) -> None:
    finding = api.list_findings(facts_office, verdict="conflict").rows[0]
    board = facts_client.get("/evidence/conflicts?verdict=conflict").text
    assert unescape(board).count(finding["zh"]) == 1
    assert "建议采用" in board
    assert 'class="num nowrap differing"' in board
    assert (
        '<span class="differs"><span class="sign orange">' in board
    )  # a word and a shape, not the colour alone
    preferred = finding["detail"]["preferred_id"] or finding["facts"][0]["fact_id"]
    url = f"/evidence/conflicts/{finding['finding_id']}/decision"
    sent = {
        "decision": f"prefer:{preferred}",
        "who": "李四",
        "back": "/evidence/conflicts?verdict=conflict#c-1",
    }
    refused = facts_client.post(url, data=sent, headers={"Accept": "application/json"})
    assert refused.status_code == 422
    done = facts_client.post(url, data=sent | {"reason": "公报为准"}, follow_redirects=False)
    assert done.headers["location"] == "/evidence/conflicts?verdict=conflict#c-1"
    view = api.get_finding(facts_office, finding["finding_id"])
    assert (view.decision, view.preferred, view.reason, view.who) == ("prefer", preferred, "公报为准", "李四")
    assert facts_client.get("/evidence/conflicts.json?state=decided").json()["found"]["total"] == 1
    html = facts_client.get(f"/evidence/conflicts/{finding['finding_id']}").text
    assert "已采用" in html
    judgement = view.history[0].judgement_id
    assert f'action="/evidence/judgements/{judgement}/undo"' in html
    facts_client.post(f"/evidence/judgements/{judgement}/undo", data={"reason": "再核"})
    view = api.get_finding(facts_office, finding["finding_id"])
    assert view.decision is None
    assert [item.decision for item in view.history] == ["undo", "prefer"]
    assert facts_client.get("/evidence/conflicts.json?state=decided").json()["found"]["total"] == 0


def test_the_board_counts_each_verdict_under_the_other_filters(
    facts_client: TestClient, facts_office: api.Office
) -> None:
    found = facts_client.get(
        "/evidence/conflicts.json", params={"indicator": "地区生产总值", "verdict": "conflict"}
    ).json()
    every = api.list_findings(facts_office, indicator="地区生产总值", size=500).rows
    assert found["counts"] == {
        verdict: sum(row["verdict"] == verdict for row in every)
        for verdict in {row["verdict"] for row in every}
    }
    assert found["found"]["total"] == found["counts"]["conflict"] == 2
    refused = facts_client.get("/evidence/conflicts.json?verdict=nonsense")
    assert refused.status_code == 422


@pytest.mark.parametrize("page", ["facts", "conflicts", "questions", "freshness"])
def test_a_page_past_the_end_is_the_last(facts_client: TestClient, page: str) -> None:
    found = facts_client.get(f"/evidence/{page}.json?page=99").json()
    found = found.get("found", found)
    assert found["rows"]
    assert found["page"] == 1


def test_questions_are_answered_in_place(facts_client: TestClient, facts_office: api.Office) -> None:
    doubt = find_fact(facts_office, "12家")
    html = facts_client.get("/evidence/questions?kind=doubt").text
    assert f'value="doubt:{doubt["fact_id"]}"' in html
    assert "<mark>12家</mark>" in html  # in its sentence
    sent = {
        "question_id": f"doubt:{doubt['fact_id']}", "answer": "correct", "reason": REASON, "indicator": "国家级绿色工厂",
        "back": "/evidence/questions?kind=doubt#n-0",
    }  # fmt: skip
    done = facts_client.post("/evidence/questions", data=sent, follow_redirects=False)
    assert done.headers["location"] == "/evidence/questions?kind=doubt#n-0"
    view = api.get_fact(facts_office, str(doubt["fact_id"]))
    assert (view.current.state, view.current.fact.indicator) == ("corrected", "国家级绿色工厂")
    board = facts_client.get("/evidence/questions.json").json()
    assert board["counts"] == {"conflict": 2}
    for row in list(board["found"]["rows"]):
        facts_client.post(
            "/evidence/questions",
            data={"question_id": row["question_id"], "answer": "both_valid", "reason": "初核与修订"},
        )
    assert facts_client.get("/evidence/questions.json").json()["counts"] == {}
    assert "没有待答的问题" in facts_client.get("/evidence/questions").text
    assert {item["decision"] for item in api.list_judgements(facts_office, kind="finding").rows} == {
        "both_valid"
    }


def test_a_name_is_tied_to_an_entry_of_the_register_or_to_none(
    empty_client: TestClient, empty_office: api.Office, tmp_path: Path
) -> None:
    firms, text = tmp_path / "名录.csv", tmp_path / "报道.txt"
    firms.write_text(
        "统一社会信用代码,企业名称\n91110000100008886U,湖南山河智能装备股份有限公司\n91430100XN00000A14,湖南山河科技股份有限公司\n",
        encoding="utf-8-sig",
    )
    text.write_text(
        "2025年，山河公司实现营业收入12亿元。2025年，山河科技集团有限公司实现营业收入22亿元。",
        encoding="utf-8",
    )
    api.import_files(empty_office, [firms, text], published_on="2026-01-20")
    html = empty_client.get("/evidence/questions?kind=name").text
    assert 'value="is:91110000100008886U"' in html
    assert html.count('value="is_not"') == 2
    for name, answer in (("山河公司", "is:91110000100008886U"), ("山河科技集团有限公司", "is_not")):
        done = empty_client.post(
            "/evidence/questions",
            data={"question_id": f"name:{name}", "answer": answer, "reason": REASON, "who": "赵六"},
            follow_redirects=False,
        )
        assert done.status_code == 303
    kept = {item["detail"]["name"]: item for item in api.list_judgements(empty_office, kind="name").rows}
    assert kept["山河公司"]["detail"]["register_id"] == "91110000100008886U"
    assert kept["山河科技集团有限公司"]["decision"] == "is_not"
    assert empty_client.get("/evidence/questions.json").json()["counts"] == {}


def test_owner_and_due_date_are_set_and_what_is_late_goes_grey_with_a_word(
    facts_client: TestClient, facts_office: api.Office
) -> None:
    form = facts_client.get("/evidence/freshness?set=indicator_value").text
    assert fields_of(form, "/evidence/freshness")["dataset_id"] == "indicator_value"
    sent = {
        "dataset_id": "indicator_value",
        "owner": "省统计局",
        "due_on": "2026-01-31",
        "due_days": "",
        "who": "王五",
    }
    done = facts_client.post("/evidence/freshness", data=sent, follow_redirects=False)
    assert done.status_code == 303
    html = facts_client.get("/evidence/freshness").text
    row = re.search(r'<tr id="d-1" class="overdue">.*?</tr>', html, re.DOTALL)
    assert row is not None
    for text in ("省统计局", "2026-01-31", "逾期"):
        assert text in row.group(0)
    assert facts_client.get("/evidence/freshness.json?late=yes").json()["total"] == 1
    assert api.list_judgements(facts_office, kind="dataset").rows[0]["who"] == "王五"
    refused = facts_client.post(
        "/evidence/freshness", data=sent | {"due_days": "soon"}, headers={"Accept": "application/json"}
    )
    assert refused.status_code == 422
    for days in ("1000000", "9" * 5_000, "1001"):
        refused = facts_client.post(
            "/evidence/freshness",
            data=sent | {"due_days": days, "due_on": "", "reason": REASON},
            headers={"Accept": "application/json"},
        )
        assert refused.status_code == 422
        assert len(refused.text) < 1_000
    assert len(api.list_judgements(facts_office, kind="dataset").rows) == 1
    today = facts_client.get("/").text
    assert "逾期的数据" in today
    assert "未处理的矛盾" in today


def test_a_fact_page_shows_every_source_that_states_the_same(
    facts_client: TestClient, facts_office: api.Office
) -> None:
    fact = find_fact(facts_office, "6.2%", source_id=document_of(facts_office, "公报.txt"))
    html = facts_client.get(f"/evidence/facts/{fact['fact_id']}").text
    assert html.count("<mark>6.2%</mark>") == 2
    assert "Sheet1 第 3 行" in html
    assert f"/evidence/documents/{document_of(facts_office, '报道.txt')}?fact=f1-" in html
    twin = facts_client.get(f"/evidence/facts/{fact['fact_id']}.json").json()
    assert {item["source_title"] for item in twin["same"]} == {"报道.txt", "指标.csv"}


def test_the_drawer_of_a_table_figure_shows_the_sentence_that_states_it(
    facts_client: TestClient, facts_office: api.Office
) -> None:
    cell = next(
        row
        for row in api.list_facts(facts_office).rows
        if str(row["ref"]).startswith("cell:") and row["unit"] == "%"
    )
    html = facts_client.get(
        "/evidence/trace/drawer", params={"ref": cell["ref"]}, headers={"HX-Request": "true"}
    ).text
    assert "文中原句" in html
    assert ">增速<" in html  # words, not codes
    assert ">规模以上工业增加值" in html
    assert html.count("<mark>6.2%</mark>") == 2
    fact = find_fact(facts_office, "5.60万亿元")
    html = facts_client.get(
        "/evidence/trace/drawer", params={"ref": fact["ref"]}, headers={"HX-Request": "true"}
    ).text
    assert "2025年，湖南省地区生产总值达到<mark>5.60万亿元</mark>" in html
    assert f"?fact={fact['fact_id']}#{fact['fact_id']}" in html


def test_hostile_text_in_a_document_stays_inert(facts_client: TestClient, facts_office: api.Office) -> None:
    document = document_of(facts_office, "报道.txt")
    pages = [
        f"/evidence/documents/{document}",
        "/evidence/facts",
        "/evidence/questions",
        "/evidence/conflicts",
    ]
    pages += [f"/evidence/facts/{row['fact_id']}" for row in api.list_facts(facts_office).rows]
    for page in pages:
        html = facts_client.get(page).text
        assert "<script>alert" not in html, page
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", html), page
    shown = facts_client.get(pages[0]).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    text = api.get_document(facts_office, document).text
    assert f'<i class="control" data-at="{text.index(chr(0x202E))}" data-code="U+202E"></i>' in shown
    # Every piece says where it begins in the stored text, controls and line ends counted.
    article = re.search(r"<article.*?</article>", shown, re.DOTALL)
    assert article is not None
    for at, piece in re.findall(r'data-at="(\d+)"[^>]*>([^<]+)<', article.group(0)):
        assert text[int(at) :].startswith(unescape(piece)), piece


def test_html_is_shown_as_text_with_its_markup_told_apart(
    facts_client: TestClient, facts_office: api.Office, tmp_path: Path
) -> None:
    path = tmp_path / "网页.html"
    path.write_text(
        "<html><body><p onclick='x()'>2025年，衡阳市地区生产总值增长<b>5.1%</b>。</p><script>go()</script></body></html>",
        encoding="utf-8",
    )
    api.import_files(facts_office, [path], published_on="2026-01-20")
    document = document_of(facts_office, "网页.html")
    html = facts_client.get(f"/evidence/documents/{document}").text
    assert "<script>go" not in html
    assert re.search(r'<span class="unread" data-at="\d+">[^<]*&lt;script&gt;go\(\)', html)
    fact = find_fact(facts_office, "5.1%")
    page = facts_client.get(f"/evidence/facts/{fact['fact_id']}").text
    assert "2025年，衡阳市地区生产总值增长<mark>5.1%</mark>。" in page  # the sentence as a reader sees it


def test_a_long_document_is_read_block_by_block(
    facts_client: TestClient, facts_office: api.Office, tmp_path: Path
) -> None:
    filler = "这一段只讲做法，没有写数。" * 20 + "\n\n"
    text = "".join(f"2025年，长沙市第{n}产业园完成工业投资{n + 10}亿元。\n\n" + filler * 8 for n in range(50))
    assert len(text) > 100_000
    path = tmp_path / "长文.txt"
    path.write_text(text, encoding="utf-8", newline="")
    api.import_files(facts_office, [path], published_on="2026-01-20")
    document = document_of(facts_office, "长文.txt")
    blocks = [api.read_block(facts_office, document)]
    blocks += [api.read_block(facts_office, document, block=n) for n in range(2, blocks[0].n_blocks + 1)]
    assert "".join(block.text for block in blocks) == text
    assert len(blocks) > 8
    last = blocks[0].facts[-1]
    assert last["block"] == len(blocks)
    html = facts_client.get(f"/evidence/documents/{document}?fact={last['fact_id']}").text
    assert f'id="{last["fact_id"]}"' in html
    assert len(html) < 1_500_000
    assert 'rel="prev"' in html
    assert facts_client.get(f"/evidence/documents/{document}?page=2").text.count('rel="next"') == 2


def test_figures_leave_in_every_format_under_the_filters_of_the_page(
    facts_client: TestClient, facts_office: api.Office
) -> None:
    lines = facts_client.get("/evidence/exports/facts", params={"format": "jsonl", "comparison": "growth"})
    assert lines.headers["content-type"].startswith("application/x-ndjson")
    assert {json.loads(line)["comparison"] for line in lines.text.splitlines()} == {"growth"}
    assert len(lines.text.splitlines()) == api.list_facts(facts_office, comparison="growth").total
    table = facts_client.get("/evidence/exports/facts?format=csv").text
    assert table.startswith("\ufeff")
    sdmx = facts_client.get("/evidence/exports/facts?format=sdmx-csv")
    assert sdmx.text.startswith("STRUCTURE,")
    for kind in ("facts", "findings"):
        book = facts_client.get(f"/evidence/exports/{kind}?format=xlsx")
        assert zipfile.ZipFile(io.BytesIO(book.content)).testzip() is None
        assert ".xlsx" in book.headers["content-disposition"]
    findings = facts_client.get("/evidence/exports/findings?format=jsonl&verdict=conflict").text.splitlines()
    assert {json.loads(line)["label"] for line in findings} == {"conflict"}
    assert len(findings) == 2
    assert (
        facts_client.get("/evidence/exports/findings?format=csv").text.count("\r\n")
        == 1 + api.list_findings(facts_office).total
    )
    assert facts_client.get("/evidence/exports/facts?format=pdf").status_code == 422
    assert list((facts_office.workspace.root / "uploads").glob("export-*")) == []


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "evidence",
        "/a\r\nSet-Cookie: x",
    ],
)
def test_a_form_never_leads_to_another_site(
    facts_client: TestClient, facts_office: api.Office, address: str
) -> None:
    assert check_back(address) == ""
    fact_id = str(find_fact(facts_office, "46家")["fact_id"])
    answer = facts_client.post(
        f"/evidence/facts/{fact_id}/judgements",
        data={"do": "confirm", "reason": REASON, "back": address},
        follow_redirects=False,
    )
    assert answer.headers["location"] == f"/evidence/facts/{fact_id}"


def test_a_judgement_of_another_site_is_refused(facts_client: TestClient, facts_office: api.Office) -> None:
    fact_id = str(find_fact(facts_office, "46家")["fact_id"])
    answer = facts_client.post(
        f"/evidence/facts/{fact_id}/judgements",
        data={"do": "reject", "reason": "x"},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    )
    assert answer.status_code == 403
    assert api.list_judgements(facts_office).total == 0
