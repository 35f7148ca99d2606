import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from gaodi.base import WorkspaceBusyError, WorkspaceError
from gaodi.evidence import WorkspaceConfig, create_workspace, open_workspace


def test_a_workspace_is_a_folder_that_opens_again(tmp_path):
    made = create_workspace(tmp_path / "新 办公室", region_code="430100", region_name="长沙市", language="en")
    made.ledger.close()
    opened = open_workspace(tmp_path / "新 办公室")
    assert opened.config == WorkspaceConfig(region_code="430100", region_name="长沙市", language="en")
    folders = (opened.sources_dir, opened.snapshots_dir, opened.runs_dir, opened.briefs_dir)
    assert all(folder.is_dir() and folder.parent == opened.root for folder in folders)
    opened.ledger.close()


@pytest.mark.parametrize("name", ["a?b", "50%20", "空 格", "#x", "q'uote"])
def test_a_folder_may_have_any_name(tmp_path, name):
    create_workspace(tmp_path / name).ledger.close()
    assert (tmp_path / name / "gaodi.db").is_file()
    open_workspace(tmp_path / name).ledger.close()


def test_a_workspace_may_keep_its_ledger_in_postgresql(tmp_path, postgres_url):
    create_workspace(tmp_path / "a", ledger_url=postgres_url).ledger.close()
    opened = open_workspace(tmp_path / "a")
    assert opened.config.ledger_url == postgres_url
    assert opened.ledger.snapshot() is None
    assert not (tmp_path / "a" / "gaodi.db").exists()
    opened.ledger.close()


def test_two_workspaces_do_not_share_one_database(tmp_path, postgres_url, make_source):
    first = create_workspace(tmp_path / "a", ledger_url=postgres_url)
    first.ledger.register_document(make_source(), "t", [])
    with pytest.raises(WorkspaceError, match="别的工作区"):
        create_workspace(tmp_path / "b", ledger_url=postgres_url)
    assert not (tmp_path / "b").exists()
    first.ledger.close()


def test_a_password_in_the_url_is_kept_from_other_users(tmp_path, postgres_url):
    url = postgres_url.replace("gaodi@", "gaodi:secret@")
    create_workspace(tmp_path / "a", ledger_url=url).ledger.close()
    assert (tmp_path / "a" / "gaodi.toml").stat().st_mode & 0o077 == 0


def test_making_a_workspace_twice_says_it_is_one_already_and_changes_nothing(tmp_path):
    create_workspace(tmp_path / "a").ledger.close()
    before = (tmp_path / "a" / "gaodi.toml").read_bytes()
    with pytest.raises(WorkspaceError, match="已经是工作区"):
        create_workspace(tmp_path / "a", region_code="110000")
    assert (tmp_path / "a" / "gaodi.toml").read_bytes() == before


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "own.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(WorkspaceError, match=r"(?s)有 own.txt.*is not empty"):
        create_workspace(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["own.txt"]


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path):
    (tmp_path / "a").write_text("x", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="是文件，不是文件夹"):
        create_workspace(tmp_path / "a")


def test_a_failed_making_leaves_nothing_behind(tmp_path):
    with pytest.raises(WorkspaceError, match="连不上台账数据库"):
        create_workspace(tmp_path / "a" / "b", ledger_url="postgresql://u@127.0.0.1:1/x")
    assert not (tmp_path / "a" / "b").exists()
    (tmp_path / "kept").mkdir()
    with pytest.raises(WorkspaceError, match="连不上台账数据库"):
        create_workspace(tmp_path / "kept", ledger_url="postgresql://u@127.0.0.1:1/x")
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_folder_that_is_no_workspace_is_said_with_what_to_do(tmp_path):
    for root in (tmp_path, tmp_path / "none"):
        with pytest.raises(WorkspaceError, match=r"gaodi init"):
            open_workspace(root)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('langauge = "zh"', "`langauge`"),
        ('language = "fr"', "`language`.*'fr'"),
        ("region_code = 430000", "`region_code`.*430000"),
        ('region_code = "43"', "`region_code`"),
        ("[packs]\nlittle_giant = 2", "`packs.little_giant`"),
        ("region_name = ", "不是合法的 TOML"),
        ("\udcff", "不是合法的 TOML"),
    ],
)
def test_a_wrong_setting_is_said_with_file_and_key(tmp_path, settings, said):
    create_workspace(tmp_path / "a").ledger.close()
    path = tmp_path / "a" / "gaodi.toml"
    path.write_bytes(settings.encode("utf-8", "surrogateescape"))
    with pytest.raises(WorkspaceError, match=said) as caught:
        open_workspace(tmp_path / "a")
    assert str(path) in caught.value.en


def test_settings_saved_by_a_windows_editor_are_read(tmp_path):
    create_workspace(tmp_path / "a").ledger.close()
    text = '\ufeffregion_name = "株洲市"\r\n[packs]\r\n"little_giant" = "little_giant-2022-new"\r\n'
    (tmp_path / "a" / "gaodi.toml").write_bytes(text.encode())
    opened = open_workspace(tmp_path / "a")
    assert (opened.config.region_name, opened.config.packs) == (
        "株洲市",
        {"little_giant": "little_giant-2022-new"},
    )
    opened.ledger.close()


def test_a_lost_ledger_is_said_and_not_silently_made_anew(tmp_path):
    create_workspace(tmp_path / "a").ledger.close()
    (tmp_path / "a" / "gaodi.db").unlink()
    with pytest.raises(WorkspaceError, match="不见了"):
        open_workspace(tmp_path / "a")
    assert not (tmp_path / "a" / "gaodi.db").exists()


def test_the_lock_is_free_again_after_use_and_after_an_error(workspace):
    with workspace.write_lock():
        pass
    with pytest.raises(ZeroDivisionError), workspace.write_lock():
        1 / 0  # noqa: B018
    with workspace.write_lock():
        assert json.loads((workspace.root / "lock.json").read_text(encoding="utf-8"))["pid"] > 0
    assert not (workspace.root / "lock.json").exists()


def test_a_second_writer_in_the_same_process_is_refused(workspace):
    with workspace.write_lock(), pytest.raises(WorkspaceBusyError), workspace.write_lock():
        pytest.fail("two writers at once")


HOLDER = """
import sys
from pathlib import Path
from gaodi.evidence import open_workspace
with open_workspace(Path({root!r})).write_lock():
    print("held", flush=True)
    sys.stdin.readline()
"""


def hold(root: Path) -> subprocess.Popen:
    code = textwrap.dedent(HOLDER.format(root=str(root)))
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    return process


def test_another_process_that_writes_is_named_and_readers_go_on(workspace, make_source):
    workspace.ledger.register_document(make_source(), "t", [])
    holder = hold(workspace.root)
    with (
        pytest.raises(WorkspaceBusyError, match=f"进程 {holder.pid}（.*自 20") as caught,
        workspace.write_lock(),
    ):
        pytest.fail("two writers at once")
    assert (caught.value.code, f"process {holder.pid} of" in caught.value.en) == ("busy", True)
    assert len(workspace.ledger.sources()) == 1
    holder.communicate("\n")
    with workspace.write_lock():
        pass


def test_the_lock_of_a_killed_process_is_free_at_once(workspace):
    holder = hold(workspace.root)
    holder.kill()
    holder.communicate()
    with workspace.write_lock():
        pass


def test_a_holder_that_left_no_note_is_still_reported(workspace):
    holder = hold(workspace.root)
    (workspace.root / "lock.json").unlink()
    with pytest.raises(WorkspaceBusyError, match="另一个进程"), workspace.write_lock():
        pytest.fail("two writers at once")
    holder.communicate("\n")
