"""Which command was asked for? The Typer application, its errors and its exit codes."""

import errno
import os
import sys

import typer
from rich.panel import Panel
from rich.text import Text

from gaodi import __version__
from gaodi.base import CatalogueError, GaodiError, InputError, WorkspaceError
from gaodi.cli import (
    chains,
    digital,
    facts,
    judging,
    land,
    opportunities,
    proposing,
    questions,
    risk,
    shock,
    structure,
    subjects,
    work,
)
from gaodi.cli.printing import soften_streams, stderr, stdout

EXIT_INPUT, EXIT_WORKSPACE, EXIT_CATALOGUE, EXIT_INTERRUPTED = 2, 3, 4, 130

app = typer.Typer(
    name="gaodi",
    help="高地：区域产业体系引擎与工作台。An open engine and workbench for a region's industrial system.",
    epilog="示例：gaodi init 湖南 ；gaodi import 企业名录.xlsx -w 湖南 ；gaodi run -w 湖南 ；gaodi serve -w 湖南",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
# The parent of BadParameter: Typer has no public name for it.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]

work.register(app)
questions.register(app)
chains.register(app)
facts.register(app)
judging.register(app)
proposing.register(app)
land.register(app)
digital.register(app)
subjects.register(app)
structure.register(app)
risk.register(app)
shock.register(app)
opportunities.register(app)


def _show_version(wanted: bool) -> None:
    if wanted:
        stdout.print(f"gaodi {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="显示版本。Show the version."
    ),
) -> None:
    """Take the options that stand before every command."""


def main() -> None:
    """Run the command line; errors end in a readable message and a stable exit code.

    0 done · 1 some files failed · 2 input cannot be accepted · 3 workspace · 4 catalogue · 130 interrupted.
    """
    soften_streams()
    try:
        # Typer answers an interrupt and `typer.Exit` with a number, a finished command with None.
        code = app(standalone_mode=False) or 0
    except GaodiError as error:
        _show_error(error)
        code = _exit_code(error)
    except _UsageError as error:
        _show_error(_explain_usage(error))
        code = EXIT_INPUT
    except (KeyboardInterrupt, typer.Abort):
        code = EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone; point stdout elsewhere so that the interpreter's flush stays quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        _show_error(_explain_system(error))
        code = EXIT_WORKSPACE
    if code == EXIT_INTERRUPTED:
        stderr.print("已中断；工作区保持原状。Interrupted; the workspace is as it was.")
    sys.exit(code)


def _show_error(error: GaodiError) -> None:
    title = f"错误 Error · {error.code}"
    if stderr.is_terminal:
        stderr.print(Panel(Text(str(error)), title=title, border_style="red", highlight=False))
    else:
        # A log or a pipe gets whole lines: a path cut by a frame cannot be copied or searched.
        stderr.print(f"{title}\n{error}", soft_wrap=True, markup=False)


def _explain_usage(error: Exception) -> InputError:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "gaodi"
    said = error.format_message() if hasattr(error, "format_message") else str(error)
    return InputError(
        f"命令写法有误：{said} 写法和示例见 `{command} --help`。",
        f"the command cannot be read: {said} See `{command} --help`.",
    )


def _explain_system(error: OSError) -> WorkspaceError:
    place = error.filename or "?"
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return WorkspaceError(
            f"磁盘已满，写入 {place} 失败；请清理磁盘或换到更大的盘后重试。",
            f"the disk is full, writing {place} failed; free some space and try again.",
        )
    return WorkspaceError(
        f"读写 {place} 失败（{error.strerror}）；请核对路径、权限，并关闭正在使用它的程序。",
        f"{place} cannot be read or written ({error.strerror}); check path and permissions, "
        "and close the program that uses it.",
    )


def _exit_code(error: GaodiError) -> int:
    if isinstance(error, WorkspaceError):
        return EXIT_WORKSPACE
    return EXIT_CATALOGUE if isinstance(error, CatalogueError) else EXIT_INPUT
