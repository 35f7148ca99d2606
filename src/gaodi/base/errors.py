"""Every error the engine raises, in one tree.

GaodiError                  base of all; `code` is stable, the message is in Chinese and English
├── InputError              what a user gave cannot be accepted
│   ├── SourceError         a file is not what it claims, is unsafe, or is empty
│   ├── TableError          a sheet cannot be mapped to a table
│   ├── ValueFormatError    one text is not the number, date, code or period it should be
│   └── NotFoundError       nothing with this id, name or date
├── CatalogueError          a catalogue file is wrong: file, key, what was found
├── WorkspaceError          a folder is not a workspace, or cannot be written
│   └── WorkspaceBusyError  another process is writing to the workspace
└── FigureKeyError          arithmetic between figures whose keys do not allow it
"""


class GaodiError(Exception):
    """Base of all errors; says what was found, where, what was expected and what to do.

    Parameters
    ----------
    zh, en : str
        The message in Chinese and in English. Both show the offending value.
    """

    code = "gaodi"

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh = zh
        self.en = en

    def __str__(self) -> str:
        return f"{self.zh}\n{self.en}"


class InputError(GaodiError):
    """What a user gave cannot be accepted."""

    code = "input"


class SourceError(InputError):
    """A file is not what it claims, is unsafe to open, or is empty."""

    code = "source"


class TableError(InputError):
    """A sheet cannot be mapped to a table: unknown or missing headers, no rows."""

    code = "table"


class ValueFormatError(InputError):
    """One text is not the number, date, code or period it should be."""

    code = "value"


class NotFoundError(InputError):
    """Nothing is known under this id, name or date."""

    code = "not_found"


class CatalogueError(GaodiError):
    """A catalogue file is wrong. Says which file, which key, what was found."""

    code = "catalogue"

    @classmethod
    def at(cls, path: str, key: str, found: object, expected: str) -> "CatalogueError":
        """Build the message from file, key, offending value and expectation."""
        return cls(
            f"目录文件 {path}：`{key}` 的值是 {found!r}，应为{expected}。",
            f"{path}: `{key}` is {found!r}, expected {expected}.",
        )


class WorkspaceError(GaodiError):
    """A folder is not a workspace, or cannot be written."""

    code = "workspace"


class WorkspaceBusyError(WorkspaceError):
    """Another process is writing to the workspace."""

    code = "busy"


class FigureKeyError(GaodiError):
    """Two figures may not be combined, because their keys differ in a way that matters."""

    code = "figure_key"
