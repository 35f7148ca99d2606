"""Packs are chosen by day, route and province; a wrong file is refused by file and key."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from gaodi.base import CatalogueError, NotFoundError
from gaodi.cultivate import choose_pack, load_packs

SHIPPED = Path(__file__).resolve().parents[2] / "src/gaodi/catalogue/data/rules/packs"


@pytest.mark.parametrize(
    ("title", "on", "route", "pack"),
    [
        ("srdi_sme", "2022-08-01", "new", "srdi_sme_2022"),
        ("srdi_sme", "2026-03-31", "new", "srdi_sme_2022"),
        ("srdi_sme", "2026-04-01", "new", "srdi_sme_2026"),
        ("srdi_sme", "2026-04-01", "review", "srdi_sme_2026"),
        ("little_giant", "2026-03-01", "new", "little_giant_2022"),
        ("little_giant", "2026-06-01", "new", "little_giant_2026"),
        ("little_giant", "2026-06-01", "review", "little_giant_2022"),
        ("little_giant", "2026-12-31", "review", "little_giant_2022"),
        ("little_giant", "2027-01-01", "review", "little_giant_2026"),
    ],
)
def test_the_day_and_the_route_choose_the_version(title, on, route, pack, library):
    assert choose_pack(library, title, on=date.fromisoformat(on), route=route).pack.id == pack


def test_the_choice_names_the_document_that_keeps_the_old_standard_for_reviews(library):
    choice = choose_pack(library, "little_giant", on=date(2026, 6, 1), route="review")
    assert "工信厅企业函〔2026〕117号" in choice.zh
    assert "2026-04-01 至 2026-12-31" in choice.zh
    assert "review" in choice.en


@pytest.mark.parametrize("on", [date(2024, 6, 1), date(2026, 3, 31)])
def test_a_review_before_the_switch_does_not_cite_the_later_letter(on, library):
    choice = choose_pack(library, "little_giant", on=on, route="review")
    assert choice.pack.id == "little_giant_2022"
    assert "117号" not in choice.zh
    assert "2022-08-01 至 2026-03-31" in choice.zh


def test_a_day_before_every_rule_is_refused_with_the_days_served(library):
    with pytest.raises(NotFoundError, match="srdi_sme_2022 2022-08-01"):
        choose_pack(library, "srdi_sme", on=date(2022, 7, 31))


def test_a_title_without_rules_is_refused_with_the_titles_that_have_some(library):
    with pytest.raises(NotFoundError, match="little_giant、srdi_sme"):
        choose_pack(library, "key_little_giant", on=date(2026, 6, 1))


def edit(tmp_path, change, pack="srdi_sme_2026"):
    raw = yaml.safe_load((SHIPPED / f"{pack}.yaml").read_text(encoding="utf-8"))
    change(raw)
    folder = tmp_path / "rules" / "packs"
    folder.mkdir(parents=True)
    (folder / f"{raw['id']}.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return tmp_path


def first_clause(raw):
    return raw["root"]["all_of"][0]["all_of"][0]


def set_key(**values):
    return lambda raw: first_clause(raw).update(values)


def lose(key):
    return lambda raw: first_clause(raw).pop(key)


def score_table(**values):
    def change(raw):
        item = raw["root"]["all_of"][-1]["any_of"][0]["score"][0]
        item["best_of"][0].update(values)

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (set_key(treshold=3), r"srdi_sme_2026.yaml.*treshold"),
        (set_key(metric="profit_magic"), r"SRDI26-G1\.metric.*profit_magic"),
        (set_key(titles=["champion"]), r"SRDI26-G1\.titles"),
        (set_key(op=">="), r"SRDI26-G1\.threshold"),
        (set_key(metric="rd_ratio", op=">=", threshold=3, unit="万元"), r"SRDI26-G1\.unit"),
        (set_key(metric="revenue", op=">=", threshold=3, unit="%"), r"SRDI26-G1\.unit"),
        (set_key(metric="revenue", op=">=", threshold="many", unit="万元"), r"threshold"),
        (
            set_key(metric="rd_ratio", op=">=", threshold=3, unit="%", period="sum_two_years"),
            r"SRDI26-G1\.period",
        ),
        (set_key(metric="holds_title", titles=["no_such"]), r"SRDI26-G1\.titles.*no_such"),
        (set_key(metric="has_award", titles=["champion"]), r"SRDI26-G1\.within_years"),
        (set_key(metric="product_field", op="in", threshold=["航天"]), r"SRDI26-G1\.threshold.*航天"),
        (set_key(metric="n_class_i_2026", op="==", threshold=1, unit="件"), r"SRDI26-G1\.op"),
        (set_key(id="SRDI26-5"), r"SRDI26-5\.id"),
        (lose("article"), r"article"),
        (lose("status"), r"status"),
        (lose("metric"), r"one of all_of"),
        (lose("threshold"), r"SRDI26-G1\.threshold"),
        (lambda raw: raw.update(title="king"), r"title.*king"),
        (lambda raw: raw["root"].update(all_of=[]), r"all_of"),
    ],
)
def test_a_wrong_pack_is_refused_by_file_and_key(change, message, tmp_path, catalogue):
    with pytest.raises(CatalogueError, match=message):
        load_packs(edit(tmp_path, change), catalogue=catalogue)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            score_table(at_least=[{"at": 60, "points": 1}, {"at": 80, "points": 5}]),
            r"SRDI22-S01\.best_of\.bands",
        ),
        (score_table(at_least=[{"at": 80, "points": 9}]), r"SRDI22-S01\.best_of\.bands.*9"),
        (score_table(as_points=True), r"SRDI22-S01\.best_of"),
        (score_table(period="each_of_two_years"), r"SRDI22-S01\.best_of\.period"),
    ],
)
def test_a_wrong_score_table_is_refused_by_file_and_key(change, message, tmp_path, catalogue):
    with pytest.raises(CatalogueError, match=message):
        load_packs(edit(tmp_path, change, "srdi_sme_2022"), catalogue=catalogue)


def test_an_id_unlike_the_file_is_refused(tmp_path, catalogue):
    folder = edit(tmp_path, lambda raw: None)
    (folder / "rules/packs/srdi_sme_2026.yaml").rename(folder / "rules/packs/other.yaml")
    with pytest.raises(CatalogueError, match=r"other\.yaml.*srdi_sme_2026"):
        load_packs(folder, catalogue=catalogue)


def test_an_unknown_pack_is_named_with_the_known_ones(library):
    with pytest.raises(NotFoundError, match=r"no_pack.*little_giant_2022"):
        library.pack("no_pack")


def test_a_workspace_pack_replaces_the_shipped_one_and_changes_the_digest(tmp_path, catalogue, library):
    own = load_packs(edit(tmp_path, lambda raw: raw.update(zh="本省标准")), catalogue=catalogue)
    assert own.pack("srdi_sme_2026").zh == "本省标准"
    assert own.digest != library.digest


def test_a_provincial_pack_goes_before_the_national_one(tmp_path, catalogue):
    def change(raw):
        raw.update(id="srdi_sme_2026_hunan", province="430000")

    own = load_packs(edit(tmp_path, change), catalogue=catalogue)
    chosen = [
        choose_pack(own, "srdi_sme", on=date(2026, 6, 1), province=p).pack.id for p in ("430000", "420000")
    ]
    assert chosen == ["srdi_sme_2026_hunan", "srdi_sme_2026"]


def test_an_unverified_pack_is_never_chosen(tmp_path, catalogue):
    own = load_packs(edit(tmp_path, lambda raw: raw.update(status="unverified")), catalogue=catalogue)
    with pytest.raises(NotFoundError):
        choose_pack(own, "srdi_sme", on=date(2026, 6, 1))


def test_every_clause_in_force_cites_a_document_an_article_and_a_status(library):
    for pack in library.packs.values():
        for node in pack.nodes():
            if not node.children:
                assert node.document or pack.document
                assert node.article
                assert node.status in {"verified", "needs_official_check", "unverified"}
