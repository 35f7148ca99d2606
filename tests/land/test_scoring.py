"""What holds of every land score: direction, scale, order of firms, and that unknown stays unknown."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaodi.base import CatalogueError, InputError, NotFoundError
from gaodi.land import (
    Correction,
    Datum,
    Firm,
    complete_standard,
    load_land_standards,
    rescore_firms,
    score_firms,
    to_decimal,
)

STANDARDS = load_land_standards()
JINGDE = complete_standard(
    STANDARDS["jingde_2022"],
    weights={item.id: Decimal(10) for table in STANDARDS["jingde_2022"].tables for item in table.items},
)
CITY = complete_standard(
    STANDARDS["city_45_20_15_15_5"],
    bases={item.id: Decimal(7) for table in STANDARDS["city_45_20_15_15_5"].tables for item in table.items},
)
READY = [STANDARDS["huangyan_2021"], STANDARDS["huangyan_2022"], JINGDE, CITY]
amounts = st.fractions(min_value=-100, max_value=1000, max_denominator=1000)
cells = st.one_of(st.none(), amounts)


@st.composite
def firms(draw, *, holes=True, standard=None):
    chosen = standard or draw(st.sampled_from(READY))
    table = draw(st.sampled_from(chosen.tables))
    rows = draw(
        st.lists(
            st.lists(cells if holes else amounts, min_size=len(table.items), max_size=len(table.items)),
            min_size=1,
            max_size=6,
        )
    )
    return chosen, [
        Firm(
            firm_id=f"f{n}",
            name=f"虚拟{n}",
            table_id=table.id,
            values={item.id: Datum(value=v) for item, v in zip(table.items, row, strict=True)},
        )
        for n, row in enumerate(rows)
    ]


def change(firm, item, value):
    return Firm(
        firm_id=firm.firm_id,
        name=firm.name,
        table_id=firm.table_id,
        values={**firm.values, item: Datum(value=value)},
        exemption=firm.exemption,
    )


def exact_points(standard, group):
    """A slow second opinion: totals by the formulas, from scratch."""
    table = standard.table(group[0].table_id)
    totals = []
    for firm in group:
        total = Fraction(0)
        for item in table.items:
            column = [f.values[item.id].value for f in group]
            known = [v for v in column if v is not None]
            value, weight = firm.values[item.id].value, Fraction(item.weight)
            if standard.form == "base_ratio":
                points = None if value is None else weight * value / Fraction(item.base)
                if points is None and item.missing == "average_points" and known:
                    points = weight * sum(known) / len(known) / Fraction(item.base)
            elif value is None or min(known) == max(known):
                points = None
            else:
                points = weight * (20 + 80 * (value - min(known)) / (max(known) - min(known))) / 100
            total = None if points is None or total is None else total + points
        totals.append(total)
    return totals


@given(firms())
def test_totals_and_ranks_are_those_of_the_plain_formula(made):
    standard, group = made
    totals = exact_points(standard, group)
    scores = score_firms(standard, group).scores
    assert [s.total for s in scores] == [to_decimal(t) for t in totals]
    for score, total in zip(scores, totals, strict=True):
        expected = None if total is None else 1 + sum(t > total for t in totals if t is not None)
        assert score.rank == expected


@given(firms(holes=False), st.data(), st.fractions(min_value=0, max_value=50, max_denominator=100))
def test_a_higher_value_never_costs_points_or_rank(made, data, more):
    standard, group = made
    chosen = data.draw(st.integers(0, len(group) - 1))
    item = data.draw(st.sampled_from(standard.table(group[0].table_id).items)).id
    raised = list(group)
    raised[chosen] = change(group[chosen], item, group[chosen].values[item].value + more)
    before, after = (score_firms(standard, g).scores[chosen] for g in (group, raised))
    if before.total is not None and after.total is not None:
        assert after.total >= before.total
        assert after.rank <= before.rank


@given(firms(), st.fractions(min_value=Fraction(1, 10), max_value=10))
def test_scaling_all_firms_scales_a_ratio_score_and_leaves_a_min_max_score(made, factor):
    standard, group = made
    scaled = [
        Firm(
            firm_id=f.firm_id,
            name=f.name,
            table_id=f.table_id,
            values={
                k: Datum(value=None if d.value is None else d.value * factor) for k, d in f.values.items()
            },
        )
        for f in group
    ]
    times = 1 if standard.form == "min_max" else factor
    expected = [None if t is None else to_decimal(t * times) for t in exact_points(standard, group)]
    assert [s.total for s in score_firms(standard, scaled).scores] == expected
    ranks = [[s.rank for s in score_firms(standard, g).scores] for g in (group, scaled)]
    assert ranks[0] == ranks[1]


@given(firms(), st.randoms(use_true_random=False))
def test_the_order_of_the_firms_changes_nothing(made, shuffler):
    standard, group = made
    other = list(group)
    shuffler.shuffle(other)
    first, second = score_firms(standard, group), score_firms(standard, other)
    assert {s.firm_id: s for s in first.scores} == {s.firm_id: s for s in second.scores}


@given(firms(standard=CITY), st.data())
def test_a_class_that_is_known_holds_for_every_value_of_the_unknown(made, data):
    standard, group = made
    filled = [
        Firm(
            firm_id=f.firm_id,
            name=f.name,
            table_id=f.table_id,
            values={
                k: d if d.value is not None else Datum(value=data.draw(amounts)) for k, d in f.values.items()
            },
        )
        for f in group
    ]
    for open_, full in zip(
        score_firms(standard, group).scores, score_firms(standard, filled).scores, strict=True
    ):
        assert full.class_id in open_.possible_classes
        if open_.rank is not None:
            assert open_.rank <= full.rank <= open_.rank_at_most


def test_a_disputed_datum_is_replaced_and_both_scores_stay(build_firm):
    row = {"table": "below_scale", "values": {"tax_per_mu": "11.5932", "tax_per_electricity": "0.1176"}}
    rival = {"table": "below_scale", "values": {"tax_per_mu": "11.5932", "tax_per_electricity": "0.2352"}}
    group = [build_firm("a", row), build_firm("b", rival)]
    told = Correction(
        firm_id="a", item_id="tax_per_mu", value=Fraction("23.1864"), reason="税务局补正", who="企业甲"
    )
    found = rescore_firms(STANDARDS["huangyan_2022"], group, [told])
    assert [s.total for s in found.before.scores] == [75, 100]
    assert [s.total for s in found.after.scores] == [125, 100]
    line = found.corrections[0]
    assert (line.before, line.after, line.reason) == (Decimal("11.5932"), Decimal("23.1864"), "税务局补正")
    assert (line.rank_before, line.rank_after) == (2, 1)
    assert line.before_cells == ("t!tax_per_mu",)
    assert score_firms(STANDARDS["huangyan_2022"], group) == found.before


@pytest.mark.parametrize(
    ("told", "error", "words"),
    [
        ({"firm_id": "x"}, NotFoundError, "不在评价表里"),
        ({"item_id": "rd_intensity"}, NotFoundError, "可用：亩均税收"),
        ({"reason": " "}, InputError, "没有理由"),
    ],
)
def test_a_correction_must_name_what_is_there_and_why(told, error, words, build_firm):
    row = {"table": "below_scale", "values": {"tax_per_mu": "1", "tax_per_electricity": "1"}}
    given_ = {"firm_id": "a", "item_id": "tax_per_mu", "value": Fraction(2), "reason": "核实"} | told
    with pytest.raises(error, match=words):
        rescore_firms(STANDARDS["huangyan_2022"], [build_firm("a", row)], [Correction(**given_)])


def test_a_datum_is_corrected_once_and_a_firm_stands_once(build_firm):
    firm = build_firm("a", {"table": "below_scale", "values": {"tax_per_mu": "1"}})
    told = Correction(firm_id="a", item_id="tax_per_mu", value=Fraction(2), reason="核实")
    with pytest.raises(InputError, match="更正了不止一次"):
        rescore_firms(STANDARDS["huangyan_2022"], [firm], [told, told])
    with pytest.raises(InputError, match="出现不止一次"):
        score_firms(STANDARDS["huangyan_2022"], [firm, firm])


def test_without_weights_or_bases_nothing_is_scored(build_firm):
    for name in ("jingde_2022", "city_45_20_15_15_5"):
        firm = build_firm("a", {"table": "below_scale", "values": {"tax_per_mu": "1"}})
        score = score_firms(STANDARDS[name], [firm]).scores[0]
        assert score.total is None
        assert "未见" in score.items[0].note_zh


def test_a_published_number_is_not_replaced():
    with pytest.raises(InputError, match="公布的数字不能替换"):
        complete_standard(STANDARDS["huangyan_2022"], bases={"亩均税收": Decimal(1)})
    with pytest.raises(InputError, match="应为 > 0"):
        complete_standard(STANDARDS["jingde_2022"], weights={"亩均税收": Decimal(0)})
    with pytest.raises(InputError, match="没有基数"):
        complete_standard(STANDARDS["jingde_2022"], bases={"亩均税收": Decimal(1)})
    with pytest.raises(NotFoundError, match="没有指标「绿化」"):
        complete_standard(STANDARDS["jingde_2022"], weights={"绿化": Decimal(1)})


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("form: other\n", "form"),
        ("weird: 1\n", "weird"),
        ("classing: {article: a, bands: [{id: A, upto: 90}, {id: B, upto: 80}]}\n", "classing.bands"),
        (
            "classing: {article: a, bands: [{id: A, upto: 50}, {id: B, upto: 100}], treated_as: C}\n",
            "treated_as",
        ),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_key(line, key, tmp_path):
    folder = tmp_path / "rules" / "land_scores"
    folder.mkdir(parents=True)
    text = (
        "id: own\nzh: 自定\nen: own\ndocument: 文\nsource: 文\nstatus: verified\n"
        "tables: [{id: t, zh: 表, en: t, items: [{id: i, zh: 项, en: i, unit: 分, weight: 1, article: 一}]}]\n"
    )
    form = "" if line.startswith("form") else "form: min_max\n"
    (folder / "own.yaml").write_text(text + form + line, encoding="utf-8")
    with pytest.raises(CatalogueError, match=f"own.yaml.*{key}"):
        load_land_standards(tmp_path)


def test_every_item_cites_its_article_and_every_standard_its_document_and_source():
    for standard in STANDARDS.values():
        assert standard.document
        assert standard.source
        assert standard.note
        assert standard.note_en
        assert all(item.article for table in standard.tables for item in table.items)
        if standard.classing:
            assert standard.classing.article
    # A standard whose text was not read whole is not called verified.
    for name in ("city_45_20_15_15_5", "jingde_2022"):
        assert STANDARDS[name].status == "needs_official_check"


@given(firms(), st.data())
def test_correcting_a_datum_to_what_it_is_changes_no_score(made, data):
    standard, group = made
    firm = data.draw(st.sampled_from(group))
    item = data.draw(st.sampled_from(standard.table(firm.table_id).items)).id
    told = Correction(firm_id=firm.firm_id, item_id=item, value=firm.values[item].value, reason="核实无误")
    found = rescore_firms(standard, group, [told])
    assert [s.total for s in found.before.scores] == [s.total for s in found.after.scores]
    assert found.corrections[0].before == found.corrections[0].after
    assert found.before == score_firms(standard, group)


def test_a_firm_that_is_not_scored_is_a_key_error(build_firm):
    found = score_firms(STANDARDS["huangyan_2022"], [build_firm("a", {"table": "below_scale", "values": {}})])
    assert found.score("a").firm_id == "a"
    with pytest.raises(KeyError, match="b"):
        found.score("b")


class _Counted(Fraction):
    """A fraction that counts how often it is held against another."""

    n_compared = 0

    def __lt__(self, other: object) -> bool:
        _Counted.n_compared += 1
        return super().__lt__(other)

    def __gt__(self, other: object) -> bool:
        _Counted.n_compared += 1
        return super().__gt__(other)


def test_extremes_are_found_once_for_all_firms(monkeypatch):
    table = JINGDE.tables[0]
    group = [
        Firm(
            firm_id=str(n), name=str(n), table_id=table.id,
            values={item.id: Datum(value=_Counted(n)) for item in table.items},
        )
        for n in range(50)
    ]  # fmt: skip
    monkeypatch.setattr(_Counted, "n_compared", 0)
    score_firms(JINGDE, group)
    assert _Counted.n_compared <= 2 * len(group) * len(table.items)


ITEM = "{id: i, zh: 项, en: i, unit: 分, weight: 1, article: 一"


@pytest.mark.parametrize(
    ("tables", "key"),
    [
        (f"[{{id: t, zh: 表, en: t, items: [{ITEM}, base: 3}}]}}]", "t.i.base"),
        (f"[{{id: t, zh: 表, en: t, items: [{ITEM}, of: a}}]}}]", "t.i.per"),
        (f"[{{id: t, zh: 表, en: t, items: [{ITEM}, of: a, per: b}}]}}]", "t.i"),
        (f"[{{id: t, zh: 表, en: t, items: [{ITEM}}}, {ITEM}}}]}}]", "t.items"),
        (f"[{{id: t, zh: 表, en: t, items: [{ITEM}}}]}}, {{id: t, zh: 表, en: t, items: [{ITEM}}}]}}]", "tables"),
    ],
)  # fmt: skip
def test_items_that_cannot_be_scored_are_refused(tables, key, tmp_path):
    folder = tmp_path / "rules" / "land_scores"
    folder.mkdir(parents=True)
    (folder / "own.yaml").write_text(
        "id: own\nzh: 自定\nen: own\ndocument: 文\nsource: 文\nstatus: verified\nform: min_max\n"
        f"data: {{a: {{zh: 甲, en: a, unit: 万元}}}}\ntables: {tables}\n",
        encoding="utf-8",
    )
    with pytest.raises(CatalogueError, match=f"own.yaml.*`{key}`"):
        load_land_standards(tmp_path)
    (folder / "own.yaml").rename(folder / "other.yaml")
    with pytest.raises(CatalogueError, match=r"other.yaml.*`id`"):
        load_land_standards(tmp_path)


def test_a_firm_of_a_table_that_is_not_there_is_refused(build_firm):
    with pytest.raises(NotFoundError, match="没有表「middle」；现有：above_scale、below_scale"):
        score_firms(STANDARDS["huangyan_2022"], [build_firm("a", {"table": "middle", "values": {}})])
