"""Every answer comes from the run, explains itself, and every reference opens."""

from datetime import date

import pytest

from gaodi import api
from gaodi.base import InputError, NotFoundError

BEFORE, AFTER = date(2026, 3, 1), date(2026, 6, 1)


def first_id(demo: api.Office) -> str:
    return str(api.list_enterprises(demo, size=1).rows[0]["enterprise_id"])


def test_the_demo_is_marked_synthetic_and_firms_are_visibly_fictional(demo: api.Office) -> None:
    page = api.list_enterprises(demo, size=500)
    assert api.get_today(demo).synthetic
    assert all(row["synthetic"] and "虚拟" in row["name"] for row in page.rows)


def test_the_pack_changes_with_the_day(demo: api.Office) -> None:
    old = api.judge_enterprise(demo, first_id(demo), "little_giant", on=BEFORE)
    new = api.judge_enterprise(demo, first_id(demo), "little_giant", on=AFTER)
    assert "63号" in old.document
    assert "2号" in new.document
    assert old.pack_id != new.pack_id


def test_a_run_for_the_same_inputs_is_found_and_not_made_again(demo: api.Office) -> None:
    first = api.compute_run(demo, on=AFTER)
    again = api.compute_run(demo, on=AFTER)
    assert first.record.run_id == again.record.run_id
    assert first.record.created_at == again.record.created_at


def test_pages_of_enterprises_are_a_partition(demo: api.Office) -> None:
    total = api.list_enterprises(demo).total
    seen = [
        row["enterprise_id"]
        for number in range(1, 14)
        for row in api.list_enterprises(demo, page=number).rows
    ]
    assert len(seen) == len(set(seen)) == total


@pytest.mark.parametrize("column", api.SORTABLE)
def test_unknown_comes_last_in_both_orders(demo: api.Office, column: str) -> None:
    for sort in (column, f"-{column}"):
        values = [row[column] for row in api.list_enterprises(demo, sort=sort, size=500).rows]
        known = [value for value in values if value is not None]
        assert values[: len(known)] == known
        assert known == sorted(known, reverse=sort.startswith("-"))


def test_an_order_that_does_not_exist_is_refused(demo: api.Office) -> None:
    with pytest.raises(InputError, match="不能按"):
        api.list_enterprises(demo, sort="beauty")


def test_every_reference_of_an_enterprise_opens_to_its_row(demo: api.Office) -> None:
    file = api.get_enterprise(demo, first_id(demo), on=AFTER)
    refs = [cell["ref"] for cell in file.identity] + [title["ref"] for title in file.titles]
    refs += [cell["ref"] for year in file.years for cell in year["cells"].values()]
    refs += [
        ref
        for verdict in file.verdicts
        for clause in verdict.clauses
        for op in clause.operands
        for ref in op.cells
    ]
    assert len(refs) > 50
    for ref in dict.fromkeys(refs):
        view = api.trace_origin(demo, ref)
        assert view.synthetic
        assert view.row or view.lines


def test_every_figure_of_the_targets_opens_to_its_cell(demo: api.Office) -> None:
    review = api.review_targets(demo)
    refs = [
        o.ref for row in review.rows for f in (row.target, row.actual, row.nearest) if f for o in f.origins
    ]
    assert refs
    for ref in refs:
        assert dict(api.trace_origin(demo, ref).lines)["原文 As written"]


def test_facts_open_to_their_sentence(demo: api.Office) -> None:
    stated = [fact for fact in api.list_facts(demo, size=500).rows if fact["ref"].startswith("fact:")]
    assert stated
    for fact in stated:
        assert f"⟦{fact['text']}⟧" in str(api.trace_origin(demo, f"fact:{fact['fact_id']}").excerpt)


def test_a_reference_to_nothing_is_refused(demo: api.Office) -> None:
    with pytest.raises(InputError):
        api.trace_origin(demo, "somewhere")
    with pytest.raises(NotFoundError):
        api.trace_origin(demo, "fact:f1-none")


def test_the_faults_of_the_sample_return_are_in_quarantine(demo: api.Office) -> None:
    rows = api.list_quarantine(demo, size=500).rows
    assert {"9.13E+17", "约一千", "-5"} <= {row["raw"] for row in rows}


def test_missing_links_name_who_comes_nearest_with_reasons(demo: api.Office) -> None:
    found = [
        near
        for chain in api.list_chains(demo)
        for near in api.get_chain(demo, chain.chain_id).nearest.values()
    ]
    assert found
    for candidate in (c for near in found for c in near.candidates):
        assert candidate.score == pytest.approx(sum(reason.points for reason in candidate.reasons))
        assert all(reason.zh and reason.en for reason in candidate.reasons)


def test_tiers_count_the_published_number_of_titles_on_the_full_demo_only(demo: api.Office) -> None:
    tiers = {tier.title_id: tier for tier in api.count_tiers(demo)}
    for tier in tiers.values():
        assert sum(tier.by_city.values()) <= tier.n_holders


def test_an_unknown_enterprise_says_what_to_do(demo: api.Office) -> None:
    with pytest.raises(NotFoundError, match="核对统一社会信用代码"):
        api.get_enterprise(demo, "91000000000000000X")


def test_a_brief_is_written_in_both_formats(
    demo: api.Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("briefs")
    page = api.write_brief(demo, folder / "b.html").read_text(encoding="utf-8")
    assert "合成数据" in page
    assert api.write_brief(demo, folder / "b.docx", lang="en").read_bytes()[:2] == b"PK"
    with pytest.raises(InputError, match="不支持"):
        api.write_brief(demo, folder / "b.pdf")


def test_quarantine_by_reason_is_a_partition_of_the_whole(demo: api.Office) -> None:
    whole = api.list_quarantine(demo).total
    parts = [api.list_quarantine(demo, code=code).total for code in api.list_quarantine_codes(demo)]
    assert all(parts)
    assert sum(parts) == whole
