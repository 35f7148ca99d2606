"""Files of input-output tables and of regions and industries, good and bad, and what is written of them."""

import csv
import os
import threading
from pathlib import Path

import numpy as np
import openpyxl
import polars as pl
import pytest
import xlsxwriter

from gaodi import api
from gaodi.base import InputError, NotFoundError, SourceError, TableError

PLAIN = "sector,农,工\n农,150,500\n工,200,100\n"


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def test_a_square_file_with_output_beside_it(tmp_path: Path) -> None:
    output = write(tmp_path, "x.csv", "部门,总产出\n工,2000\n农,1000\n")
    table = api.load_sector_table(write(tmp_path, "Z.csv", PLAIN), output=output)
    assert table.sectors == ("农", "工")
    assert table.output.tolist() == [1000, 2000]
    assert table.demand.tolist() == [350, 1700]
    headless = write(tmp_path, "y.csv", '农,"1,000"\n工,2000\n')
    assert api.load_sector_table(tmp_path / "Z.csv", output=headless).output.tolist() == [1000, 2000]


def test_columns_may_stand_in_any_order_and_bring_names_uses_and_value_added(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Z.csv",
        "代码,名称,02,01,TIU,FU101,EX,IM,GO\n"
        "01,农业,500,150,650,300,100,50,1000\n"
        "02,工业,100,200,300,1600,150,50,2000\n"
        "TII,中间投入,600,350,,,,,\n"
        "TVA,增加值,1400,650,,,,,\n"
        "TI,总投入,2000,1000,,,,,\n",
        encoding="gb18030",
    )
    table = api.load_sector_table(path)
    assert table.sectors == ("01", "02")
    assert table.names == ("农业", "工业")
    assert table.flows.tolist() == [[150, 500], [200, 100]]
    assert table.balance.is_balanced is True
    assert table.imports.tolist() == [50, 50]
    assert table.value_added.tolist() == [650, 1400]


def test_output_may_come_from_the_row_of_inputs_or_from_the_uses(tmp_path: Path) -> None:
    below = write(tmp_path, "a.csv", PLAIN + "TI,1000,2000\n")
    assert api.load_sector_table(below).output.tolist() == [1000, 2000]
    beside = write(tmp_path, "b.csv", "sector,农,工,最终使用,进口\n农,150,500,400,50\n工,200,100,1800,100\n")
    assert api.load_sector_table(beside).output.tolist() == [1000, 2000]


def test_domestic_flows_and_imports_are_told_apart(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Z.csv",
        "Code,Origin,a,b,TFU,EX,GO\n"
        "a,Domestic,10,20,70,20,100\nb,Domestic,5,5,90,10,100\n"
        "a,Imports,4,6,10,2,20\nb,Imports,0,0,0,0,0\n"
        "TVA,TOT,81,69,,,\n",
    )
    table = api.load_sector_table(path)
    assert table.is_local
    assert table.imports.tolist() == [18, 0]
    assert table.exports.tolist() == [20, 10]
    assert (table.balance.row_gap, table.balance.column_gap) == (0, 0)


def test_an_excel_sheet_is_read_like_a_csv(tmp_path: Path) -> None:
    path = tmp_path / "Z.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        rows = [
            ["2017 年投入产出表"],
            ["部门", "农", "工", "GO"],
            ["农", 150, 500, 1000],
            ["工", 200, 100, 2000],
        ]
        for row, cells in enumerate(rows):
            sheet.write_row(row, 0, cells)
    assert api.load_sector_table(path).flows.tolist() == [[150, 500], [200, 100]]


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("s,a,b\na,1,2\n", TableError, "only as a column: b; only as a row: none"),
        ("s,a,b\na,1,2\nb,1,2\nc,1,1\n", TableError, "only as a row: c"),
        ("s,x1,x2\na,1,2\nb,3,4\n", TableError, "no sector stands both as a row and as a column"),
        ("s,a,b\na,1,2\nb,3,4\nb,3,4\n", InputError, "rows given more than once: b"),
        ("s,a,b,b\na,1,2,2\nb,3,4,4\n", InputError, "columns given more than once: b"),
        ("s,a,b,GO\na,1,zwei,9\nb,3,4,9\n", InputError, "row 2, column 'b': 'zwei' is not a number"),
        ("s,a,b,GO\na,1,,9\nb,3,4,9\n", InputError, r"row 2, column 'b' is empty \(1 such cells\)"),
        ("s,a,b,GO\na,1,inf,9\nb,3,4,9\n", InputError, "'inf' is not a number"),
        ("s,a,b\na,1,2\nb,3,4\n", InputError, "has no output"),
        ("s,a,b,GO\na,1,2,-9\nb,3,4,9\n", InputError, "output of a is negative"),
        ("s,a,b,GO\na,1,2,\nb,3,4,9\n", InputError, "output of a is unknown"),
        ("s,a\n", TableError, "no header with rows"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, text: str, error: type, said: str) -> None:
    with pytest.raises(error, match=said):
        api.load_sector_table(write(tmp_path, "Z.csv", text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("s,x\n农,1000\n", "missing 工; not known none"),
        ("农,1000\n工,2000\n商,1\n", "missing none; not known 商"),
        ("农,1000\n工,2000\n工,2000\n", "more than once: 工"),
        ("部门\n农\n工\n", "'农' is not a number"),
        ("1000\n2000\n3000\n", "one column of 3 numbers for 2 sectors"),
        ("农,1000\n工,viel\n", "'viel' is not a number"),
    ],
)
def test_output_must_fit_the_sectors(tmp_path: Path, text: str, said: str) -> None:
    flows = write(tmp_path, "Z.csv", PLAIN)
    with pytest.raises(InputError, match=said):
        api.load_sector_table(flows, output=write(tmp_path, "x.csv", text))


def test_one_table_of_many_is_chosen_by_region(tmp_path: Path) -> None:
    body = "".join(f"{place},a,{n},9\n" for n, place in enumerate(("湘", "鄂"), start=1))
    path = write(tmp_path, "Z.csv", "province,sec,a,GO\n" + body)
    assert api.load_sector_table(path, region="鄂").flows.tolist() == [[2]]
    with pytest.raises(NotFoundError, match="no table of '粤'"):
        api.load_sector_table(path, region="粤")
    with pytest.raises(InputError, match="tables of 2 regions"):
        api.load_sector_table(path)
    with pytest.raises(InputError, match="no column of regions"):
        api.load_sector_table(write(tmp_path, "Y.csv", PLAIN), region="湘")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for name in ("Z.csv", "Z.csv.gz"):
        with pytest.raises(SourceError, match="there is no"):
            api.load_sector_table(tmp_path / name)


def test_written_matrices_are_the_measured_ones(tmp_path: Path) -> None:
    output = write(tmp_path, "x.csv", "a,1000\n=b,2000\n")
    flows = write(tmp_path, "Z.csv", "s,a,=b\na,150,500\n=b,200,100\n")
    report = api.analyse_input_output(flows, output=output)
    steps: list[tuple[str, int]] = []
    written = api.write_input_output(
        report, tmp_path / "out", progress=lambda step, done, total: steps.append((step, done))
    )
    assert [path.name for path in written] == [
        "A.csv", "L.csv", "B.csv", "G.csv", "sectors.csv", "sectors.xlsx",
    ]  # fmt: skip
    assert steps[-1] == ("write", 6)
    with (tmp_path / "out" / "L.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["sector", "a", "=b"]
    assert rows[2][0] == "=b"
    found = np.array([row[1:] for row in rows[1:]], dtype=float)
    np.testing.assert_array_equal(found, report.accounts.leontief)
    sectors = pl.read_csv(tmp_path / "out" / "sectors.csv")
    assert sectors["multiplier"].to_list() == pytest.approx([460 / 303, 440 / 303])
    assert sectors["import_share"].null_count() == 2
    sheet = openpyxl.load_workbook(tmp_path / "out" / "sectors.xlsx")["sectors"]
    assert [cell.value for cell in sheet[1]] == sectors.columns
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=b", "s")


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    report = api.analyse_complexity(write(tmp_path, "v.csv", "r,a,b\nx,1,2\ny,2,1\n"))
    with pytest.raises(InputError, match="cannot write to"):
        api.write_complexity(report, write(tmp_path, "file", "") / "out")


def test_local_flows_lower_the_multipliers(tmp_path: Path) -> None:
    text = "s,a,b,EX,IM,GO\na,150,500,0,500,1000\nb,200,100,0,0,2000\n"
    path = write(tmp_path, "Z.csv", text)
    whole, local = (api.analyse_input_output(path, local=local) for local in (False, True))
    assert (local.linkages.backward < whole.linkages.backward).all()
    summary = api.summarise_input_output(local, n_top=1)
    assert summary.is_local
    assert summary.rest is not None
    assert summary.top[0].output_share + summary.rest.output_share == pytest.approx(1)
    assert api.summarise_input_output(local).rest is None


def test_regions_and_industries_of_a_file(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "v.csv",
        "地区,粮,纱,车,合计\n长沙,1,1,1,3\n株洲,1,1,0,2\n湘潭,1,0,0,1\n空,0,0,,0\n合计,3,2,1,6\n",
    )
    report = api.analyse_complexity(path, presence="manual", region="湘潭")
    assert report.left_out == ("合计", "合计")
    assert report.complexity.dropped_regions == ("空",)
    assert report.complexity.n_unknown == 1
    written = api.write_complexity(report, tmp_path / "out")
    assert [path.stem for path in written] == [
        "regions", "industries", "proximity", "mcp", "density", "cog", "opportunities", "complexity",
    ]  # fmt: skip
    assert (tmp_path / "out" / "regions.csv").read_bytes().startswith(b"region,")
    book = openpyxl.load_workbook(tmp_path / "out" / "complexity.xlsx")
    assert book.sheetnames == ["regions", "industries", "opportunities"]
    regions = pl.read_csv(tmp_path / "out" / "regions.csv")
    assert regions["region"].to_list() == ["长沙", "株洲", "湘潭", "空"]
    assert regions["eci"].to_list() == [
        pytest.approx(1.5**0.5),
        pytest.approx(0, abs=1e-9),
        pytest.approx(-(1.5**0.5)),
        None,
    ]
    assert pl.read_csv(tmp_path / "out" / "opportunities.csv")["industry"].to_list() == ["纱", "车"]
    summary = api.summarise_complexity(report, n_top=1)
    assert [line.label for line in summary.regions] == ["长沙"]
    assert summary.industries[0].complexity == pytest.approx(3.674, abs=1e-3)
    assert len(summary.opportunities.opportunities) == 1


def test_plain_labels_are_written_without_a_mark(tmp_path: Path) -> None:
    report = api.analyse_complexity(write(tmp_path, "v.csv", "r,a,b,c\nx,9,2,1\ny,2,1,0\nz,1,3,2\n"))
    api.write_complexity(report, tmp_path / "out")
    with (tmp_path / "out" / "rca.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["region", "a", "b", "c"]
    np.testing.assert_array_equal(
        np.array([[row[name] for name in "abc"] for row in rows], dtype=float), report.complexity.rca
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("r,a,b\nx,1,-2\n", "row 2, column 'b' is -2; it cannot be negative"),
        ("r,a,b\nx,1,q\n", "row 2, column 'b': 'q' is not a number"),
        ("r,a,b\nx,1,2\nx,1,2\n", "rows given more than once: x"),
        ("r,a,a\nx,1,2\n", "columns given more than once: a"),
        ("r,a,b\n,1,2\n", "row 2 has no label"),
        ("r,,b\nx,1,2\n", "column 2 has no header"),
        ("r,合计\nx,1\n", "has no data"),
        ("r,a,b\nx,0,0\n", "nothing above 0"),
    ],
)
def test_a_file_that_is_no_matrix_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        api.analyse_complexity(write(tmp_path, "v.csv", text))


def test_per_cent_and_thousands_are_numbers_and_dashes_are_unknown(tmp_path: Path) -> None:
    path = write(tmp_path, "v.csv", 'r,a,b\nx,"1,200",50%\ny,—,３\n')
    found = api.analyse_complexity(path).complexity
    np.testing.assert_array_equal(found.values, [[1200, 0.5], [np.nan, 3]])


def test_a_table_of_one_column_keeps_its_rows(tmp_path: Path) -> None:
    report = api.analyse_complexity(write(tmp_path, "v.csv", ",a\nX,5\nY,3\nZ,2\n"))
    assert report.complexity.regions == ("X", "Y", "Z")
    assert report.complexity.industries == ("a",)
    flows = write(tmp_path, "Z.csv", ",a\na,5\n")
    table = api.load_sector_table(flows, output=write(tmp_path, "x.csv", "a,10\n"))
    assert (table.sectors, table.output.tolist()) == (("a",), [10])


def test_a_title_above_the_header_is_still_skipped(tmp_path: Path) -> None:
    report = api.analyse_complexity(write(tmp_path, "v.csv", "产值表\n地区,a,b\nX,5,1\nY,3,9\n"))
    assert report.complexity.industries == ("a", "b")


@pytest.mark.parametrize("header", ["", "0,1,2\n", "1,2,3\n"])
def test_numbers_alone_are_a_matrix_without_labels(tmp_path: Path, header: str) -> None:
    report = api.analyse_complexity(write(tmp_path, "v.csv", header + "5,1,4\n3,9,7\n"))
    assert report.is_bare
    assert report.complexity.values.tolist() == [[5, 1, 4], [3, 9, 7]]
    assert report.complexity.regions == ("1", "2")
    assert report.complexity.industries == ("1", "2", "3")


def test_numbers_with_a_blank_corner_are_labelled(tmp_path: Path) -> None:
    report = api.analyse_complexity(write(tmp_path, "v.csv", ",0,1\n0,5,1\n1,3,9\n"))
    assert not report.is_bare
    assert report.complexity.values.tolist() == [[5, 1], [3, 9]]


def test_a_bare_square_takes_its_output_in_order(tmp_path: Path) -> None:
    flows = write(tmp_path, "Z.csv", "150,500\n200,100\n")
    table = api.load_sector_table(flows, output=write(tmp_path, "x.csv", "1000\n2000\n"))
    assert table.flows.tolist() == [[150, 500], [200, 100]]
    assert (table.sectors, table.output.tolist()) == (("1", "2"), [1000, 2000])


@pytest.mark.parametrize("name", ["fd", "households", "Final consumption", "最终需求"])
def test_final_demand_goes_by_many_names(tmp_path: Path, name: str) -> None:
    text = f"s,a,b,{name}\na,150,500,350\nb,200,100,1700\n"
    assert api.load_sector_table(write(tmp_path, "Z.csv", text)).output.tolist() == [1000, 2000]


@pytest.mark.parametrize("word", ["合计", "total"])
def test_sums_are_no_sector(tmp_path: Path, word: str) -> None:
    text = f"s,a,b,{word},GO\na,150,500,650,1000\nb,200,100,300,2000\n{word},350,600,950,3000\n"
    assert api.load_sector_table(write(tmp_path, "Z.csv", text)).sectors == ("a", "b")


def test_a_link_and_a_pipe_are_read_like_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "v.csv", "r,a,b\nx,1,2\ny,2,1\n")
    link, pipe = tmp_path / "l.csv", tmp_path / "pipe"
    link.symlink_to(path)
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(path.read_bytes()))
    writer.start()
    for given in (link, pipe):
        report = api.analyse_complexity(given)
        assert report.file == given.name
        assert report.complexity.regions == ("x", "y")
    writer.join()


def test_labels_like_the_header_stay_apart(tmp_path: Path) -> None:
    report = api.analyse_complexity(write(tmp_path, "v.csv", ",region,_region,c\nx,1,2,3\ny,2,1,3\n"))
    api.write_complexity(report, tmp_path / "out")
    assert pl.read_csv(tmp_path / "out" / "mcp.csv").columns == ["region", "__region", "_region", "c"]


def test_a_classification_names_the_sectors_of_a_table_of_codes(tmp_path: Path) -> None:
    path = write(tmp_path, "Z.csv", "s,sec01,sec02,GO\nsec01,150,500,1000\nsec02,200,100,2000\n")
    report = api.analyse_input_output(path, classification="io_sectors_2017")
    assert report.accounts.table.sectors == ("sec01", "sec02")
    assert report.sectors["name"].to_list() == ["农林牧渔产品和服务", "煤炭采选产品"]
    odd = write(tmp_path, "Y.csv", "s,a,sec02,GO\na,150,500,1000\nsec02,200,100,2000\n")
    with pytest.raises(InputError, match="a is not among"):
        api.analyse_input_output(odd, classification="io_sectors_2017")
    with pytest.raises(NotFoundError, match="io_1900"):
        api.analyse_input_output(path, classification="io_1900")
