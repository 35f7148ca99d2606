"""Does every firm stand where its products, code and scope put it?"""

import polars as pl

from gaodi.chains import PLACEMENT_SCHEMA, gather_firms, list_unplaced, place_enterprises, place_on_chains


def place(make_region, chain, *rows, **tables):
    rows = [{"enterprise_id": f"E{n}", "name": f"企业{n}"} | row for n, row in enumerate(rows, start=1)]
    frame = place_enterprises(make_region(rows, **tables), chain)
    assert frame.schema == pl.Schema(PLACEMENT_SCHEMA)
    return {(r["enterprise_id"], r["link_id"]): r for r in frame.iter_rows(named=True)}


def test_a_product_of_the_template_places_with_full_score(make_region, crane_chain):
    found = place(make_region, crane_chain, {"main_products": "液压油缸；办公椅"})
    assert found.keys() == {("E1", "hydraulics")}
    row = found["E1", "hydraulics"]
    assert (row["via"], row["matched"], row["score"]) == ("product", "液压油缸", 1.0)
    assert row["reason_zh"] == "产品“液压油缸”与本环节产品“液压油缸”一致。"
    assert row["reason_en"] == "Product “液压油缸” is the link's product “液压油缸”."


def test_shares_brackets_width_and_case_do_not_hide_a_product(make_region, crane_chain):
    for text in (
        "混凝土机械:0.443; 办公椅:0.2",
        "工程产品（混凝土机械）",
        "混凝土 机械，椅子",
        "混凝土机械：44.3%",
    ):
        assert ("E1", "cranes") in place(make_region, crane_chain, {"main_products": text}), text


def test_the_end_of_a_compound_names_it(make_region, crane_chain):
    found = place(make_region, crane_chain, {"main_products": "起重机用高压液压油缸"})
    assert found.keys() == {("E1", "hydraulics")}
    assert found["E1", "hydraulics"]["score"] == 0.9


def test_the_longer_of_two_endings_wins(make_region, crane_chain):
    chain = crane_chain.model_copy(
        update={
            "links": tuple(
                link.model_copy(update={"products": ("机",)}) if link.id == "engines" else link
                for link in crane_chain.links
            )
        }
    )
    assert place(make_region, chain, {"main_products": "塔式起重机"}).keys() == {("E1", "cranes")}


def test_a_term_inside_a_name_is_listed_but_does_not_count(make_region, crane_chain):
    found = place(make_region, crane_chain, {"main_products": "起重机维修"})
    assert found["E1", "cranes"]["score"] == 0.4
    assert found["E1", "cranes"]["reason_zh"] == "产品“起重机维修”含本环节产品“起重机”。"


def test_the_code_may_outweigh_a_term_inside_a_name(make_region, crane_chain):
    found = place(make_region, crane_chain, {"main_products": "起重机维修", "industry_code": "3432"})
    assert (found["E1", "cranes"]["via"], found["E1", "cranes"]["score"]) == ("code", 0.55)


def test_joined_names_are_looked_at_one_by_one(make_region, crane_chain):
    found = place(make_region, crane_chain, {"main_products": "塔式起重机及配件、非发动机"})
    assert {key: row["score"] for key, row in found.items()} == {("E1", "cranes"): 0.9}


def test_a_synonym_says_a_little_less(make_region, crane_chain):
    row = place(make_region, crane_chain, {"main_products": "液压缸"})["E1", "hydraulics"]
    assert (row["via"], row["score"]) == ("synonym", 0.85)


def test_an_excluding_word_keeps_that_product_off_and_no_other(make_region, crane_chain):
    assert place(make_region, crane_chain, {"main_products": "玩具起重机"}) == {}
    found = place(make_region, crane_chain, {"main_products": "玩具起重机；塔式起重机"})
    assert found["E1", "cranes"]["reason_zh"].startswith("产品“塔式起重机”")


def test_a_vetoed_term_outranks_nothing(make_region, crane_chain):
    found = place(make_region, crane_chain, {"main_products": "起重机租赁"})
    assert found.keys() == {("E1", "services")}


def test_a_code_alone_is_weaker_and_says_so(make_region, crane_chain):
    found = place(make_region, crane_chain, {"industry_code": "3444"}, {"industry_code": "3411"})
    assert found["E1", "hydraulics"]["score"] == 0.55
    assert found["E2", "engines"]["score"] == 0.5
    assert found["E2", "engines"]["reason_zh"] == "行业代码 3411 属于本环节的 341；没有产品信息佐证。"


def test_a_code_is_silent_where_a_product_speaks(make_region, crane_chain):
    found = place(make_region, crane_chain, {"industry_code": "3444", "main_products": "柴油机"})
    assert found.keys() == {("E1", "engines")}


def test_a_code_that_points_at_three_links_points_at_none(make_region, crane_chain):
    def give(n):
        return crane_chain.model_copy(
            update={
                "links": tuple(
                    link.model_copy(update={"industry_codes": ("3499",) if i < n else ()})
                    for i, link in enumerate(crane_chain.links)
                )
            }
        )

    assert len(place(make_region, give(2), {"industry_code": "3499"})) == 2
    assert place(make_region, give(3), {"industry_code": "3499"}) == {}


def test_a_division_is_too_wide_to_place_by(make_region, crane_chain):
    assert place(make_region, crane_chain, {"industry_code": "34"}) == {}


def test_an_excluding_word_in_the_name_or_a_product_stands_against_the_code(make_region, crane_chain):
    found = place(
        make_region,
        crane_chain,
        {"industry_code": "3432", "name": "某玩具厂"},
        {"industry_code": "3432", "main_products": "玩具车"},
        {"industry_code": "3432"},
    )
    assert found.keys() == {("E3", "cranes")}


def test_the_scope_speaks_last_and_weakest(make_region, crane_chain):
    scope = "一般项目：办公家具制造；液压油缸制造（除依法须经批准的项目外）"
    row = place(make_region, crane_chain, {"business_scope": scope})["E1", "hydraulics"]
    assert (row["via"], row["score"]) == ("text", 0.3)
    found = place(make_region, crane_chain, {"business_scope": scope, "main_products": "柴油机"})
    assert found.keys() == {("E1", "engines")}


def test_blanks_inside_a_scope_hide_nothing_and_line_ends_divide(make_region, crane_chain):
    assert ("E1", "hydraulics") in place(make_region, crane_chain, {"business_scope": "液压 油缸 制造"})
    assert ("E1", "hydraulics") in place(make_region, crane_chain, {"business_scope": "液压油缸\n办公用品"})


def test_placing_on_several_chains_is_placing_on_each(make_region, crane_chain, catalogue):
    rows = [
        {"enterprise_id": f"E{n}", "name": "甲"} | row
        for n, row in enumerate(
            [
                {"business_scope": "柴油机制造；动力电池制造"},
                {"main_products": "液压油缸"},
                {"industry_code": "3444"},
            ]
        )
    ]
    region = make_region(rows)
    chains = [crane_chain, *catalogue.chains.values()]
    one_by_one = pl.concat([place_enterprises(region, chain) for chain in chains])
    assert place_on_chains(region, chains).equals(one_by_one)
    assert one_by_one.filter(via="text").height >= 2


def test_selling_is_not_making(make_region, crane_chain):
    assert place(make_region, crane_chain, {"business_scope": "液压油缸销售；起重机批发"}) == {}


def test_the_product_table_counts_as_the_register_does(make_region, crane_chain):
    found = place(make_region, crane_chain, {}, product=[{"enterprise_id": "E1", "product_name": "液压泵"}])
    assert found["E1", "hydraulics"]["score"] == 1.0


def test_products_of_firms_outside_the_register_place_nobody(make_region, crane_chain):
    assert (
        place(make_region, crane_chain, {}, product=[{"enterprise_id": "X", "product_name": "液压泵"}]) == {}
    )


def test_closed_firms_and_firms_elsewhere_hold_up_no_link(make_region, crane_chain):
    crane = {"main_products": "起重机"}
    found = place(
        make_region,
        crane_chain,
        crane | {"operating_status": "注销"},
        crane | {"district_code": "440100"},
        crane | {"district_code": "430104"},
        crane | {"operating_status": "存续（在营、开业、在册）"},
    )
    assert {firm for firm, _ in found} == {"E3", "E4"}


def test_generated_rows_stay_marked(make_region, crane_chain):
    rows = [{"enterprise_id": "E1", "name": "甲"}]
    product = {"enterprise_id": "E1", "product_name": "液压泵", "synthetic": True}
    frame = place_enterprises(make_region(rows, product=[product]), crane_chain)
    assert frame["synthetic"].to_list() == [True]


def test_unplaced_firms_are_listed(make_region, crane_chain):
    rows = [
        {"enterprise_id": "E1", "name": "甲", "main_products": "液压泵"},
        {"enterprise_id": "E2", "name": "乙", "main_products": "腐乳"},
        {"enterprise_id": "E3", "name": "丙"},
    ]
    region = make_region(rows)
    firms = gather_firms(region)
    unplaced = list_unplaced(firms, place_on_chains(region, [crane_chain], firms=firms))
    assert unplaced.select("enterprise_id", "is_described").rows() == [("E2", True), ("E3", False)]


def test_no_register_places_nobody(make_region, crane_chain):
    assert place_enterprises(make_region(None), crane_chain).is_empty()
