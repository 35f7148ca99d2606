import hashlib
import os
import subprocess
import sys
import textwrap
import time

import pytest

from gaodi.base import SourceError, WorkspaceError, digest_file
from gaodi.evidence import find_source_file, store_source, sweep_sources

TEXT = "企业名称,营收\n甲,1\n".encode()


@pytest.fixture
def original(tmp_path):
    path = tmp_path / "原件.csv"
    path.write_bytes(TEXT)
    return path


def kept(workspace):
    return sorted(path.name for path in workspace.sources_dir.iterdir())


def test_a_file_is_kept_whole_under_its_digest_and_cannot_be_written(workspace, original):
    source = store_source(
        workspace, original, title="台账", issuer="局", published_on="2026-02", synthetic=True
    )
    stored = find_source_file(workspace, source.source_id)
    assert stored.read_bytes() == TEXT
    assert source.source_id == hashlib.sha256(TEXT).hexdigest()
    assert source.sm3 == digest_file(original, algorithm="sm3")
    assert (source.name, source.kind, source.size, source.title, source.synthetic) == (
        "原件.csv", "table", len(TEXT), "台账", True,
    )  # fmt: skip
    assert stored.stat().st_mode & 0o222 == 0


def test_storing_alone_registers_nothing(workspace, original):
    store_source(workspace, original)
    assert workspace.ledger.sources() == []


def test_the_same_bytes_are_kept_once_and_known_by_their_first_name(workspace, original, tmp_path):
    first = store_source(workspace, original, kind="document")
    workspace.ledger.register_document(first, "t", [])
    copy = tmp_path / "副本.csv"
    copy.write_bytes(TEXT)
    stamp = find_source_file(workspace, first.source_id).stat().st_mtime_ns
    again = store_source(workspace, copy)
    assert again == workspace.ledger.source(first.source_id)
    assert (again.name, again.kind) == ("原件.csv", "document")
    assert kept(workspace) == [first.source_id]
    assert find_source_file(workspace, first.source_id).stat().st_mtime_ns == stamp


def test_a_stored_file_cut_short_is_mended(workspace, original):
    source = store_source(workspace, original)
    path = find_source_file(workspace, source.source_id)
    path.chmod(0o644)
    path.write_bytes(TEXT[:3])
    store_source(workspace, original)
    assert path.read_bytes() == TEXT


def test_a_refused_file_leaves_nothing(workspace, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"<html>")
    with pytest.raises(SourceError, match="网页"):
        store_source(workspace, tmp_path / "a.xlsx")
    assert kept(workspace) == []


@pytest.mark.parametrize(
    "wanted", ["../gaodi.toml", "..", "", "A" * 64, "a" * 63, "/etc/passwd", "a" * 64 + "\n"]
)
def test_only_a_digest_names_a_source_file(workspace, wanted):
    with pytest.raises(SourceError, match="64 位十六进制"):
        find_source_file(workspace, wanted)


def test_a_lost_original_is_said(workspace):
    with pytest.raises(SourceError, match="不在 sources 文件夹里"):
        find_source_file(workspace, "a" * 64)


def test_a_link_in_the_place_of_a_source_is_not_followed(workspace, tmp_path, original):
    source = store_source(workspace, original)
    path = find_source_file(workspace, source.source_id)
    path.unlink()
    path.symlink_to(tmp_path / "原件.csv")
    with pytest.raises(SourceError, match="链接"):
        find_source_file(workspace, source.source_id)
    store_source(workspace, original)
    assert not path.is_symlink()
    assert path.read_bytes() == TEXT


def test_a_sources_folder_that_is_a_link_is_not_followed(workspace, tmp_path, original):
    source = store_source(workspace, original)
    workspace.sources_dir.rename(tmp_path / "elsewhere")
    workspace.sources_dir.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SourceError, match="链接"):
        find_source_file(workspace, source.source_id)


def test_files_no_import_registered_are_swept_when_they_are_old(workspace, original, tmp_path):
    registered = store_source(workspace, original)
    workspace.ledger.register_document(registered, "t", [])
    (tmp_path / "b.txt").write_text("另一份", encoding="utf-8")
    orphan = store_source(workspace, tmp_path / "b.txt")
    draft, foreign = workspace.sources_dir / ".x.new", workspace.sources_dir / "README"
    for path in (draft, foreign):
        path.write_bytes(b"x")
    assert sweep_sources(workspace) == 0
    long_ago = time.time() - 7200
    for name in kept(workspace):
        os.utime(workspace.sources_dir / name, (long_ago, long_ago))
    assert sweep_sources(workspace) == 2
    assert kept(workspace) == sorted([registered.source_id, "README"])
    assert orphan.source_id not in kept(workspace)


def test_a_full_disk_is_said_and_leaves_no_partial_file(workspace, tmp_path):
    # RLIMIT_FSIZE stands in for a full disk: the system refuses the write in the middle of the copy.
    (tmp_path / "big.csv").write_bytes(b"a,b\n" * 1_000_000)
    code = f"""
        import resource, signal
        from pathlib import Path
        from gaodi.base import WorkspaceError
        from gaodi.evidence import open_workspace, store_source
        workspace = open_workspace(Path({str(workspace.root)!r}))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))
        try:
            store_source(workspace, Path({str(tmp_path / "big.csv")!r}))
        except WorkspaceError as error:
            print(error.code, "磁盘已满" in error.zh, "disk is full" in error.en)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, check=True, text=True
    )
    assert done.stdout == "workspace True True\n"
    assert kept(workspace) == []


def test_a_really_full_disk_is_said(workspace, tmp_path):
    mount = tmp_path / "small"
    mount.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(mount)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this machine does not let the tests mount a small tmpfs")
    try:
        workspace.sources_dir.rmdir()
        workspace.sources_dir.mkdir()
        bound = subprocess.run(
            ["mount", "--bind", str(mount), str(workspace.sources_dir)], capture_output=True, check=False
        )
        assert bound.returncode == 0
        (tmp_path / "big.csv").write_bytes(b"a,b\n" * 1_000_000)
        with pytest.raises(WorkspaceError, match="磁盘已满"):
            store_source(workspace, tmp_path / "big.csv")
        assert kept(workspace) == []
    finally:
        subprocess.run(["umount", str(workspace.sources_dir)], capture_output=True, check=False)
        subprocess.run(["umount", str(mount)], capture_output=True, check=False)


def test_a_folder_that_cannot_be_written_is_said(workspace, original):
    workspace.sources_dir.rmdir()
    workspace.sources_dir.write_bytes(b"")
    with pytest.raises(WorkspaceError, match="无法把"):
        store_source(workspace, original)
