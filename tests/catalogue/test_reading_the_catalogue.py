import pytest

from gaodi.base import CatalogueError, NotFoundError
from gaodi.catalogue import load_catalogue, read_yaml

TAXONOMY = {
    "id": "grades", "zh": "等级", "en": "Grades", "version": "1", "source": "自拟草案", "status": "unverified",
    "terms": [{"id": "a", "zh": "甲"}, {"id": "b", "zh": "乙", "parent": "a"}],
}  # fmt: skip
TABLE = {
    "id": "visit", "zh": "走访", "en": "Visits", "meaning": {"zh": "一次一行", "en": "one a visit"}, "key": ["visit_id"],
    "source": "自有表结构", "status": "verified",
    "columns": [{"name": "visit_id", "zh": "编号", "en": "Id", "type": "text", "meaning": {"zh": "编号", "en": "id"}}],
}  # fmt: skip
CHAIN = {
    "id": "bamboo", "zh": "竹木", "en": "Bamboo", "version": "1", "source": "自拟草案", "status": "unverified",
    "links": [
        {"id": "culms", "zh": "原竹", "en": "Culms", "stage": "upstream"},
        {"id": "boards", "zh": "竹板", "en": "Boards", "stage": "midstream", "inputs": [{"link": "culms", "need": "essential"}]},
    ],
}  # fmt: skip
INDICATOR = {
    "id": "bamboo_output",
    "zh": "竹产业产值",
    "en": "Bamboo output",
    "unit": "元",
    "source": "自拟草案",
}
FIGURE = {
    "indicator": "gdp", "subject": "湖南省", "period": "2025", "comparison": "level", "value": "1", "unit": "元",
    "status": "actual", "source_title": "试验", "source_date": "2026",
}  # fmt: skip
CROSSWALK = {
    "id": "grades_to_stages", "from_taxonomy": "hunan_4x4", "to_taxonomy": "stages", "source": "自拟草案",
    "status": "unverified", "pairs": [["digital", "upstream"]],
}  # fmt: skip


def test_a_workspace_adds_entries_of_its_own(overlay):
    overlay("taxonomies/grades.yaml", TAXONOMY)
    overlay("tables/visit.yaml", TABLE)
    overlay("chains/bamboo.yaml", CHAIN)
    overlay("indicators/own.yaml", [INDICATOR])
    overlay("published/own.yaml", [FIGURE])
    overlay("crosswalks/grades_to_stages.yaml", CROSSWALK)
    extra = overlay("labels/own.yaml", {"own.word": {"zh": "词", "en": "word"}})
    before, after = load_catalogue(), load_catalogue(extra)
    assert after.taxonomy("grades").term("b").parent == "a"
    assert after.table("visit").names == ("visit_id",)
    assert after.chain("竹木").link("boards").inputs[0].link == "culms"
    assert after.indicator("竹产业产值").id == "bamboo_output"
    assert len(after.published) == len(before.published) + 1
    assert after.label("own.word", "en") == "word"
    assert after.digest != before.digest


def test_a_workspace_replaces_a_shipped_entry_of_the_same_id(overlay, shipped):
    stages = {**TAXONOMY, "id": "stages", "terms": [{"id": "only", "zh": "一段"}]}
    overlay("labels/own.yaml", {"strength.weak": {"zh": "偏弱", "en": "weakish"}})
    overlay("indicators/own.yaml", [{**INDICATOR, "id": "gdp", "zh": "生产总值（本地）"}])
    changed = load_catalogue(overlay("taxonomies/stages.yaml", stages))
    assert [term.id for term in changed.taxonomy("stages").terms] == ["only"]
    assert changed.label("strength.weak", "zh") == "偏弱"
    assert changed.indicator("gdp").zh == "生产总值（本地）"
    assert shipped.indicator("gdp").zh == "地区生产总值"
    assert len(changed.taxonomies) == len(shipped.taxonomies)


def test_the_digest_is_the_same_for_the_same_files(overlay, shipped):
    assert load_catalogue().digest == shipped.digest
    extra = overlay("labels/own.yaml", {"a": {"zh": "一", "en": "one"}})
    first = load_catalogue(extra).digest
    overlay("labels/own.yaml", {"a": {"zh": "二", "en": "two"}})
    assert load_catalogue(extra).digest != first


@pytest.mark.parametrize(
    ("place", "content", "file", "key"),
    [
        ("taxonomies/grades.yaml", {**TAXONOMY, "vesion": "1"}, "grades.yaml", "vesion"),
        ("taxonomies/grades.yaml", {**TAXONOMY, "terms": [{"id": "a", "zh": "甲", "colour": "red"}]}, "grades.yaml", r"terms\.0\.colour"),
        ("tables/visit.yaml", {**TABLE, "columns": [{**TABLE["columns"][0], "unti": "元"}]}, "visit.yaml", r"columns\.0\.unti"),
        ("chains/bamboo.yaml", {**CHAIN, "links": [{**CHAIN["links"][0], "stage": "sideways"}]}, "bamboo.yaml", r"links\.0\.stage"),
        ("indicators/own.yaml", [{**INDICATOR, "direction": "up"}], "own.yaml", r"0\.direction"),
        ("published/own.yaml", [{**FIGURE, "bound": "around"}], "own.yaml", r"0\.bound"),
        ("labels/own.yaml", {"a.b": {"zh": "词"}}, "own.yaml", r"a\.b\.en"),
        ("taxonomies/grades.yaml", {key: TAXONOMY[key] for key in TAXONOMY if key != "source"}, "grades.yaml", "source"),
    ],
)  # fmt: skip
def test_an_unknown_or_missing_key_is_refused_by_file_and_key(overlay, place, content, file, key):
    with pytest.raises(CatalogueError, match=rf"{file}: `{key}`"):
        load_catalogue(overlay(place, content))


@pytest.mark.parametrize(
    ("place", "content", "said"),
    [
        ("taxonomies/grades.yaml", {**TAXONOMY, "terms": [{"id": "a", "zh": "甲", "parent": "z"}]}, "`a.parent` is 'z'"),
        ("taxonomies/grades.yaml", {**TAXONOMY, "terms": [{"id": "a", "zh": "甲"}, {"id": "a", "zh": "乙"}]}, "`terms` is 'a'"),
        ("tables/visit.yaml", {**TABLE, "key": ["when"]}, "`key` is 'when'"),
        ("tables/visit.yaml", {**TABLE, "columns": TABLE["columns"] * 2}, "`columns` is 'visit_id'"),
        ("tables/visit.yaml", {**TABLE, "columns": [{**TABLE["columns"][0], "type": "term", "taxonomy": "moods"}]}, "`visit_id.taxonomy` is 'moods'"),
        ("tables/visit.yaml", {**TABLE, "columns": [{**TABLE["columns"][0], "type": "term"}]}, "`visit_id.taxonomy` is None"),
        ("tables/visit.yaml", {**TABLE, "columns": [{**TABLE["columns"][0], "type": "choice", "choices": ["a", "b"], "choices_zh": ["甲"]}]}, "choices_zh"),
        ("chains/bamboo.yaml", {**CHAIN, "links": CHAIN["links"][1:]}, "`boards.inputs` is 'culms'"),
        ("chains/bamboo.yaml", {**CHAIN, "links": [{**CHAIN["links"][1], "inputs": [{"link": "boards", "need": "essential"}]}]}, "`boards.inputs` is 'boards'"),
        ("chains/bamboo.yaml", {**CHAIN, "links": CHAIN["links"][:1] * 2}, "`links` is 'culms'"),
        ("chains/bamboo.yaml", {**CHAIN, "four_by_four": "bamboo"}, "`four_by_four` is 'bamboo'"),
        ("indicators/own.yaml", [INDICATOR, INDICATOR], "own.yaml: `id` is 'bamboo_output'"),
        ("indicators/own.yaml", [{**INDICATOR, "aliases": ["GDP"]}], "`bamboo_output.aliases` is 'GDP'"),
        ("published/own.yaml", [{**FIGURE, "indicator": "happiness"}], "`indicator` is 'happiness'"),
        ("crosswalks/grades_to_stages.yaml", {**CROSSWALK, "to_taxonomy": "moods"}, "`to_taxonomy` is 'moods'"),
        ("crosswalks/grades_to_stages.yaml", {**CROSSWALK, "pairs": [["digital", "sideways"]]}, "sideways"),
        ("crosswalks/grades_to_stages.yaml", {**CROSSWALK, "pairs": CROSSWALK["pairs"] * 2}, "a value used once"),
        ("taxonomies/other.yaml", TAXONOMY, "other.yaml: `id` is 'grades'"),
    ],
)  # fmt: skip
def test_a_dangling_reference_or_a_doubled_id_is_refused(overlay, place, content, said):
    with pytest.raises(CatalogueError, match=said):
        load_catalogue(overlay(place, content))


def test_a_label_in_two_files_of_one_folder_is_refused(overlay):
    overlay("labels/one.yaml", {"a": {"zh": "一", "en": "one"}})
    with pytest.raises(CatalogueError, match=r"two\.yaml: `a` is '二'"):
        load_catalogue(overlay("labels/two.yaml", {"a": {"zh": "二", "en": "two"}}))


def test_a_key_given_twice_is_refused_by_line(overlay):
    folder = overlay("labels/own.yaml", "a: {zh: 一, en: one}\na: {zh: 二, en: two}\n")
    with pytest.raises(CatalogueError, match=r"own\.yaml: `line 2` is \"key 'a' given twice\""):
        load_catalogue(folder)


def test_broken_yaml_is_refused_by_file_and_line(overlay):
    folder = overlay("tables/visit.yaml", "id: visit\nzh: [走访\n")
    with pytest.raises(CatalogueError, match=r"visit\.yaml: `line \d`"):
        load_catalogue(folder)


def test_yaml_cannot_make_python_objects(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("!!python/object/apply:os.getcwd []", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"bad\.yaml"):
        read_yaml(path)


def test_a_folder_that_is_not_there_changes_nothing(tmp_path, shipped):
    assert load_catalogue(tmp_path / "absent").digest == shipped.digest


@pytest.mark.parametrize(
    ("kind", "said"),
    [("table", "no table 'x'"), ("taxonomy", "no taxonomy 'x'"), ("chain", "no chain 'x'"), ("indicator", "no indicator 'x'")],
)  # fmt: skip
def test_asking_for_the_unknown_names_the_known(shipped, kind, said):
    with pytest.raises(NotFoundError, match=said) as caught:
        getattr(shipped, kind)("x")
    assert "known:" in caught.value.en
    assert len(caught.value.zh) > 20


def test_a_missing_label_shows_itself(shipped):
    assert shipped.label("no.such.label", "zh") == "no.such.label"


@pytest.mark.parametrize("text", ["4302", "430200", "株洲", "株洲市", "Zhuzhou"])
def test_a_place_is_found_by_code_and_name(catalogue, text):
    assert catalogue.find_division(text).id == "430200"


def test_no_place_is_found_for_what_is_none(catalogue):
    assert catalogue.find_division("") is None
    assert catalogue.find_division("株") is None
