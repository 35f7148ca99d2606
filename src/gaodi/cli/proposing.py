"""How is an outside endpoint asked for facts? One plain HTTP call, made only where `gaodi.toml` names the endpoint."""

import json
import os
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Annotated

import typer

from gaodi import api
from gaodi.base import InputError
from gaodi.cli.printing import make_table, print_json, stdout
from gaodi.cli.work import HERE, AsJson, Folder

_LIMIT_BYTES = 5_000_000


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("propose")(propose)


def propose(
    source: Annotated[str, typer.Argument(help="文章的来源标识。Source id of a text.")],
    workspace: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """请外部模型提出漏读的数字，逐条核对原文，采用前不生效。Ask an endpoint for facts. 示例：gaodi propose 3f2a -w 湖南（先在 gaodi.toml 写 [proposals] url 与 model）."""
    office = api.open_office(workspace)
    settings = office.workspace.config.proposals
    if settings is None:
        raise InputError(
            "没有设置外部接口，缺省是关闭的；需要时在 gaodi.toml 写 [proposals]，含 url 与 model。",
            "no endpoint is set, which is the default; to use one, write [proposals] with url and model in gaodi.toml.",
        )
    ask = build_ask(settings.url, settings.model, os.environ.get(settings.key_variable), settings.timeout_s)
    report = api.propose_facts(office, source, ask, model=settings.model)
    if as_json:
        print_json(report)
        return
    stdout.print(
        f"提出 {report.n_proposed:,} 个，核对通过 {report.n_kept:,} 个；采用前不生效：gaodi questions --kind proposal"
    )
    if report.refused:
        table = make_table("没有通过", [("引文", "left"), ("原因", "left")])
        for item in report.refused:
            table.add_row(item["quote"], item["zh"])
        stdout.print(table)


def build_ask(url: str, model: str, key: str | None, timeout_s: int) -> Callable[[str], str]:
    """Return a callable that sends a prompt to an OpenAI-style endpoint and returns the answer's text.

    Raises, when called
    -------------------
    InputError
        If the endpoint cannot be reached, refuses, or answers in another form.
    """

    def ask(prompt: str) -> str:
        body = {"model": model, "temperature": 0, "messages": [{"role": "user", "content": prompt}]}
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        # The settings let http and https through and nothing else.
        request = urllib.request.Request(  # noqa: S310
            f"{url.rstrip('/')}/chat/completions", json.dumps(body).encode(), headers
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout_s) as response:  # noqa: S310
                answer = json.loads(response.read(_LIMIT_BYTES))
            return str(answer["choices"][0]["message"]["content"])
        except urllib.error.HTTPError as error:
            raise _failed(url, f"HTTP {error.code} {error.reason}") from error
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise _failed(url, str(error)) from error

    return ask


def _failed(url: str, said: str) -> InputError:
    return InputError(
        f"外部接口 {url} 没有给出回答（{said}）；请核对 gaodi.toml 的 [proposals] 和密钥。",
        f"the endpoint {url} gave no answer ({said}); check [proposals] in gaodi.toml and the key.",
    )
