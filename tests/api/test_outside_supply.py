"""A region that buys outside, imported from sheets as an office gives them: does the loss of an import reach whom it must?"""

from datetime import date

import pytest

from gaodi import api
from gaodi.base import NotFoundError, compute_check_character

LAST = date.today().year - 1


def code(body):
    return body + compute_check_character(body)


CRANE, GEAR, OIL, BEARING_A, BEARING_B, SEAL, GEAR_B, CLOSED = (
    code(f"91{place}MA4L0000{n}")
    for n, place in enumerate(("430102", "430204", "430304", "440304", "330106", "320505", "370102", "430406"))
)  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Three firms of Hunan; bearings come from Guangdong and Zhejiang, seals from Jiangsu, which no register names."""
    root = tmp_path_factory.mktemp("outside")
    sheets = {
        "企业名录.csv": (
            "统一社会信用代码,企业名称,所在地,国民经济行业代码,主要产品,经营状态",
            f"{CRANE},星城起重机厂,长沙市,3514,起重机,存续",
            f"{GEAR},株洲齿轮厂,株洲市,3453,齿轮、轴承,存续",
            f"{OIL},湘潭油缸厂,湘潭市,3444,液压油缸,存续",
            f"{BEARING_A},深圳轴承厂,广东省,3451,轴承,存续",
            f"{BEARING_B},杭州轴承厂,浙江省,3451,轴承、滚子,存续",
            f"{CLOSED},衡阳轴承厂,衡阳市,3451,轴承,注销",
        ),
        "供应关系.csv": (
            "供方代码,需方代码,产品名称,年度,供货金额,是否关键投入",
            f"{BEARING_A},{GEAR},轴承,{LAST},1000,是",
            f"{SEAL},{OIL},密封件,{LAST},300,是",
            f"{GEAR},{CRANE},齿轮,{LAST},4000,是",
            f"{OIL},{CRANE},液压油缸,{LAST},3000,是",
            f"{GEAR_B},{CRANE},齿轮,{LAST},100,否",
            f"{CRANE},{GEAR},起重机,{LAST},500,否",
            f"{BEARING_B},{CRANE},滚子,{LAST - 4},50,是",
            f"{GEAR},{CRANE},齿轮,{LAST - 4},700,是",
        ),
    }
    made = api.create_office(root / "w")
    for name, lines in sheets.items():
        path = root / name
        path.write_text("\n".join(lines), encoding="utf-8")
        assert api.import_files(made, [path]).changed
    yield made
    made.workspace.ledger.close()


def fail(office, what, on=None, **options):
    options = {"stock_days": 0, "duration_days": None, "n_days": 30} | options
    return api.simulate_shock(office, api.Shock(kind="outside", what=what, **options), on=on)


def test_the_loss_of_an_import_reaches_the_buyer_and_its_customer(office):
    found = fail(office, "轴承", loss=0.4, has_replacement=False)
    assert found.n_failing == 1
    lost = {hit.name: hit.loss for hit in found.firms}
    # Day 1 nothing, day 2 the gear works, day 3 the crane works: 29 and 28 of 30 days at four tenths.
    assert lost["株洲齿轮厂"] == pytest.approx(0.4 * 29 / 30)
    assert lost["星城起重机厂"] == pytest.approx(0.4 * 28 / 30)
    assert "湘潭油缸厂" not in lost


def test_an_import_is_found_on_the_day_the_region_is_seen(office):
    then = date(LAST - 3, 6, 1)
    assert fail(office, "滚子", on=then).n_failing == 1
    with pytest.raises(NotFoundError, match="滚子"):
        fail(office, "滚子")
    with pytest.raises(NotFoundError, match="密封件"):
        fail(office, "密封件", on=then)


def test_things_of_several_kinds_fail_together(office):
    both = api.simulate_shock(
        office,
        api.Shock(
            kind="outside", what="轴承", n_days=30, stock_days=0, duration_days=None,
            also=(api.Failure(kind="city", what="湘潭市"), api.Failure(kind="firm", what=OIL)),
        ),
    )  # fmt: skip
    # The oil works are of Xiangtan: named twice, failing once.
    assert both.n_failing == 2
    assert both.title_zh == "区外供应的“轴承”、湘潭市、湘潭油缸厂"
    alone = [fail(office, "轴承"), api.simulate_shock(office, api.Shock(kind="city", what="4303", n_days=30, stock_days=0, duration_days=None))]  # fmt: skip
    assert both.esri >= max(one.esri for one in alone)
    assert max(both.by_day) >= max(max(one.by_day) for one in alone)


def test_a_thing_that_is_not_there_is_named(office):
    shock = api.Shock(kind="outside", what="轴承", also=(api.Failure(kind="city", what="张家界市"),))
    with pytest.raises(NotFoundError, match="4308"):
        api.simulate_shock(office, shock)


def test_an_import_that_fails_has_replacements_inside_and_outside(office):
    (item,) = fail(office, "轴承").replacements
    assert item.enterprise_id == BEARING_A
    assert (item.is_outside, item.products) == (True, ("轴承",))
    # The gear works also make bearings; the works of Hengyang did and are closed; those of Hangzhou do, and sell here no more.
    assert item.others == ((GEAR, "株洲齿轮厂", "4302"),)
    assert item.outside == ((BEARING_B, "杭州轴承厂", "330000"),)


def test_a_firm_that_fails_has_replacements_outside_that_only_links_name(office):
    found = api.simulate_shock(office, api.Shock(kind="firm", what="株洲齿轮厂"))
    (item,) = found.replacements
    assert item.industry_code == "3453"
    assert (item.n_others, item.others) == (0, ())
    assert item.outside == ((GEAR_B, GEAR_B, "370000"),)


def test_what_nobody_else_makes_has_no_replacement(office):
    (item,) = fail(office, "密封件").replacements
    assert (item.n_others, item.n_outside) == (0, 0)


def test_who_fails_too_replaces_nobody(office):
    shock = api.Shock(kind="outside", what="轴承", also=(api.Failure(kind="firm", what=GEAR),))
    found = {item.enterprise_id: item for item in api.simulate_shock(office, shock).replacements}
    assert found[BEARING_A].others == ()
    assert found[GEAR].outside == ((GEAR_B, GEAR_B, "370000"),)


def test_what_is_bought_outside_is_listed_the_most_first(office):
    found = api.list_imports(office)
    assert [(one.product, one.n_suppliers, one.n_buyers, one.amount) for one in found] == [
        ("轴承", 1, 1, 1000 * 1_000_000),
        ("密封件", 1, 1, 300 * 1_000_000),
        ("齿轮", 1, 1, 100 * 1_000_000),
    ]
