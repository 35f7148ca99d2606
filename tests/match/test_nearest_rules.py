"""Are the weights those of the catalogue, and are wrong ones refused?"""

from importlib.resources import files
from pathlib import Path

import pytest

from gaodi.base import CatalogueError
from gaodi.match import load_nearest_rules

SHIPPED = Path(str(files("gaodi.catalogue"))) / "data" / "rules" / "nearest.yaml"


def write(folder, old, new):
    (folder / "rules").mkdir()
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    (folder / "rules" / "nearest.yaml").write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_the_points_of_all_parts_make_a_hundred():
    assert sum(part.points for part in load_nearest_rules().parts.values()) == 100


def test_a_workspace_may_weigh_otherwise(tmp_path):
    folder = write(tmp_path, "size: {points: 10", "size: {points: 9")
    folder = folder / "rules" / "nearest.yaml"
    folder.write_text(
        folder.read_text(encoding="utf-8").replace("place: {points: 5", "place: {points: 6"), encoding="utf-8"
    )
    assert load_nearest_rules(tmp_path).place.points == 6


def test_points_that_do_not_make_a_hundred_are_refused(tmp_path):
    with pytest.raises(CatalogueError, match="these make 101"):
        load_nearest_rules(write(tmp_path, "size: {points: 10", "size: {points: 11"))


def test_an_unknown_key_is_refused_with_file_and_key(tmp_path):
    with pytest.raises(CatalogueError, match=r"nearest.yaml: `growth.weight` is 3"):
        load_nearest_rules(write(tmp_path, "growth: {points: 5,", "growth: {points: 5, weight: 3,"))


def test_titles_that_count_are_titles_of_the_taxonomy(catalogue):
    known = {term.id for term in catalogue.taxonomy("titles").terms}
    assert set(load_nearest_rules().titles.shares) <= known
