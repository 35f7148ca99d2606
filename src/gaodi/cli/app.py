"""Which command was asked for? The Typer application, its errors and its exit codes."""

import os
import sys

import typer
from rich.panel import Panel

from gaodi import __version__
from gaodi.base import CatalogueError, GaodiError, WorkspaceError
from gaodi.cli import questions, work
from gaodi.cli.printing import stderr, stdout

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
work.register(app)
questions.register(app)


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
    try:
        app()
    except GaodiError as error:
        stderr.print(
            Panel(str(error), title=f"错误 Error · {error.code}", border_style="red", highlight=False)
        )
        sys.exit(_exit_code(error))
    except KeyboardInterrupt:
        stderr.print("已中断；工作区保持原状。Interrupted; the workspace is as it was.")
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone; point stdout elsewhere so that the interpreter's flush stays quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _exit_code(error: GaodiError) -> int:
    if isinstance(error, WorkspaceError):
        return EXIT_WORKSPACE
    return EXIT_CATALOGUE if isinstance(error, CatalogueError) else EXIT_INPUT
