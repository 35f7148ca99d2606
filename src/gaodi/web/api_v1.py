"""The same questions for programs: JSON under `/api/v1`, described in OpenAPI 3.1."""

import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi import Path as InPath
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from gaodi import api
from gaodi.web import links
from gaodi.web.asking import Ask, Asked
from gaodi.web.pages.uploads import name_upload
from gaodi.web.views import PRIVATE, VARY, is_known, tag_answer


class Message(BaseModel):
    """A sentence in both languages."""

    zh: str
    en: str


class Failure(BaseModel):
    """The one error shape."""

    code: str = Field(description="稳定的错误代码，如 not_found、input、busy")
    message: Message


FAILURES: dict[int | str, dict[str, Any]] = {
    403: {"model": Failure, "description": "请求来自别的网站或别的主机名"},
    404: {"model": Failure, "description": "没有这个对象，或还没有计算结果"},
    422: {"model": Failure, "description": "参数或文件不可用，说明发现了什么、应为什么"},
}

# Described but not enforced here: the facade refuses with a message that names what may be asked.
REF = r"^(cell:[^/]+/.+/[0-9]+/[a-z_]+|(fact|run|catalogue):.+)$"
SORT = f"^-?({'|'.join(api.SORTABLE)})$"

router = APIRouter(prefix=links.API, responses=FAILURES)

Number = Annotated[int, Query(ge=1, le=10_000_000, description="页码，从 1 起")]
Size = Annotated[int, Query(ge=1, le=500, description="每页行数，1 至 500")]
Day = Annotated[date | None, Query(description="按哪一天判断，如 2026-03-01；缺省为今天")]
Route = Annotated[Literal["new", "review"], Query(description="new 为新申报，review 为复核")]
Id = Annotated[str, InPath(max_length=200)]


def answer(ask: Ask, ask_engine: Any) -> Response:  # noqa: ANN401  a question without arguments
    """Answer a question as JSON, or say that the asker has the answer already."""
    tag = tag_answer(ask, "json", ask.desk.read_state())
    headers = {"ETag": tag, "Cache-Control": PRIVATE, "Vary": VARY}
    if is_known(ask, tag):
        return Response(status_code=304, headers=headers)
    return JSONResponse(api.to_plain(ask_engine()), headers=headers)


@router.get(
    "/today",
    tags=["今日"],
    summary="今日概况：数据状况、预警、最近来源",
    response_model=api.Today,
    description="返回工作区当前的数据量、最近一次计算、预警与最近导入的来源。",
)
def read_today(ask: Asked) -> Response:
    """Answer what came in and what stands out."""
    return answer(ask, lambda: api.get_today(ask.office))


@router.get(
    "/region",
    tags=["区域"],
    summary="区域概况：市州、数据表完整度、称号",
    response_model=None,
    description="返回各市州企业数、数据表的完整度与各称号的持有数。",
)
def read_region(ask: Asked, on: Day = None) -> Response:
    """Answer what the region is made of."""
    return answer(ask, lambda: api.describe_region(ask.office, on=on))


@router.get(
    "/sources",
    tags=["证据"],
    summary="全部来源，新的在前",
    response_model=None,
    description="返回全部来源文件，每个以其 SHA-256 为标识。",
)
def read_sources(ask: Asked) -> Response:
    """List all sources."""
    return answer(ask, lambda: api.list_sources(ask.office))


@router.get(
    "/sources/{source_id}",
    tags=["证据"],
    summary="一个来源",
    response_model=api.SourceView,
    description="返回一个来源及其各次导入、列对应与隔离数；标识可缩写为唯一的前缀。",
)
def read_source(ask: Asked, source_id: Id) -> Response:
    """Answer one source."""
    return answer(ask, lambda: api.get_source(ask.office, source_id))


@router.get(
    "/documents/{source_id}",
    tags=["证据"],
    summary="一份文本及其中的数字",
    response_model=api.DocumentView,
    description="返回原文（不作任何改动）与按出现顺序排列的数字，位置以字符计。",
)
def read_document(ask: Asked, source_id: Id) -> Response:
    """Answer one text with its facts."""
    return answer(ask, lambda: api.get_document(ask.office, source_id))


@router.get(
    "/facts",
    tags=["证据"],
    summary="文本中的数字",
    response_model=api.Page,
    description="分页返回从文本提取的数字。",
)
def read_facts(
    ask: Asked,
    q: Annotated[str, Query(max_length=100, description="指标或主体包含的文字")] = "",
    page: Number = 1,
    size: Size = 50,
) -> Response:
    """List facts."""
    return answer(ask, lambda: api.list_facts(ask.office, q=q, page=page, size=size))


@router.get(
    "/quarantine",
    tags=["证据"],
    summary="隔离区",
    response_model=api.Page,
    description="分页返回被隔离的行与单元格，每条都有原因、行号与列。",
)
def read_quarantine(
    ask: Asked,
    source_id: Annotated[str, Query(max_length=64, description="来源标识，缺省为全部")] = "",
    code: Annotated[str, Query(max_length=64, description="原因代码，缺省为全部")] = "",
    page: Number = 1,
    size: Size = 50,
) -> Response:
    """List what was put aside."""
    return answer(
        ask,
        lambda: api.list_quarantine(
            ask.office, source_id=source_id or None, code=code or None, page=page, size=size
        ),
    )


@router.get(
    "/trace",
    tags=["证据"],
    summary="一个数字的出处",
    response_model=api.OriginView,
    description="返回出处：来源、位置、原文、整行，或计算所用的输入与版本。",
)
def read_origin(
    ask: Asked,
    ref: Annotated[
        str,
        Query(
            max_length=1000,
            json_schema_extra={"pattern": REF},
            description="cell:、fact:、run: 或 catalogue: 开头",
        ),
    ],
) -> Response:
    """Open one reference."""
    return answer(ask, lambda: api.trace_origin(ask.office, ref))


@router.get(
    "/chains",
    tags=["产业链"],
    summary="全部产业链的诊断",
    response_model=None,
    description="返回每条链各环节的强弱与理由。",
)
def read_chains(ask: Asked) -> Response:
    """List the diagnoses of all chains."""
    return answer(ask, lambda: api.list_chains(ask.office))


@router.get(
    "/chains/{chain_id}",
    tags=["产业链"],
    summary="一条产业链",
    response_model=api.ChainView,
    description="返回一条链的诊断、图谱数据，以及缺失或薄弱环节上最接近的企业。",
)
def read_chain(ask: Asked, chain_id: Id) -> Response:
    """Answer one chain."""
    return answer(ask, lambda: api.get_chain(ask.office, chain_id))


@router.get(
    "/chains/{chain_id}/fusion",
    tags=["产业链"],
    summary="一条产业链的五链融合",
    response_model=api.ChainFusion,
    description="返回各环节五层得分、上下限、断点和责任人。",
)
def read_fusion(ask: Asked, chain_id: Id) -> Response:
    """Answer how far five chains are joined along one chain."""
    return answer(ask, lambda: api.get_fusion(ask.office, chain_id))


@router.get(
    "/chains/{chain_id}/atlas",
    tags=["产业链"],
    summary="一条产业链的五图五清单",
    response_model=api.ChainAtlas,
    description="返回五图五清单，每个清单至多一百行；没有导入的表单独列出。",
)
def read_atlas(ask: Asked, chain_id: Id) -> Response:
    """Answer the five maps and five lists of one chain, the first hundred rows of each list."""
    return answer(ask, lambda: api.get_atlas(ask.office, chain_id))


@router.get(
    "/chains/{chain_id}/history",
    tags=["产业链"],
    summary="一条产业链的历史",
    response_model=api.ChainHistory,
    description="返回各快照上的判定和变化，新的在前。",
)
def read_history(ask: Asked, chain_id: Id) -> Response:
    """Answer one chain on earlier snapshots."""
    return answer(ask, lambda: api.get_chain_history(ask.office, chain_id))


@router.get(
    "/enterprises",
    tags=["企业"],
    summary="企业名录",
    response_model=api.Page,
    description="分页返回企业；金额为分，未知为 null，未知排在最后。",
)
def read_enterprises(
    ask: Asked,
    q: Annotated[str, Query(max_length=100, description="名称的一部分，或代码的开头")] = "",
    city: Annotated[str, Query(max_length=6, description="市州代码，如 430100")] = "",
    chain: Annotated[str, Query(max_length=100, description="产业链标识")] = "",
    link: Annotated[str, Query(max_length=200, description="环节，写成 链/环节")] = "",
    title: Annotated[str, Query(max_length=100, description="称号标识")] = "",
    above_scale: Annotated[bool | None, Query(description="是否规上")] = None,
    sort: Annotated[
        str, Query(max_length=40, json_schema_extra={"pattern": SORT}, description="排序列，前加 - 为降序")
    ] = "-revenue",
    page: Number = 1,
    size: Size = 50,
) -> Response:
    """List enterprises."""
    return answer(
        ask,
        lambda: api.list_enterprises(
            ask.office, q=q, city=city, chain=chain, link=link, title=title, above_scale=above_scale, sort=sort,
            page=page, size=size,
        ),
    )  # fmt: skip


@router.get(
    "/enterprises/{enterprise_id}",
    tags=["企业"],
    summary="一企一档",
    response_model=api.EnterpriseFile,
    description="返回一家企业的全部已知信息，每个值附出处，并附逐条认定判断。",
)
def read_enterprise(ask: Asked, enterprise_id: Id, on: Day = None) -> Response:
    """Answer the file of one enterprise."""
    return answer(ask, lambda: api.get_enterprise(ask.office, enterprise_id, on=on))


@router.get(
    "/enterprises/{enterprise_id}/verdicts/{title_id}",
    tags=["企业"],
    summary="逐条判断一家企业",
    response_model=None,
    description="按某一天有效的规则逐条判断；每条给出状态、所用数据、门槛、差距与文号条款。",
)
def read_verdict(
    ask: Asked, enterprise_id: Id, title_id: Id, on: Day = None, route: Route = "new"
) -> Response:
    """Judge one enterprise."""
    return answer(ask, lambda: api.judge_enterprise(ask.office, enterprise_id, title_id, on=on, route=route))


@router.get(
    "/tiers",
    tags=["梯度"],
    summary="各称号的持有与可申报数",
    response_model=None,
    description="返回各称号持有数、将到期数、未持有而符合数与不能判断数。",
)
def read_tiers(ask: Asked) -> Response:
    """Answer the tiers."""
    return answer(ask, lambda: api.count_tiers(ask.office))


@router.get(
    "/targets",
    tags=["调度"],
    summary="目标与实际",
    response_model=None,
    description="返回目标、实际与差距；口径不同的不相减。",
)
def read_targets(ask: Asked) -> Response:
    """Answer target against actual."""
    return answer(ask, lambda: api.review_targets(ask.office))


@router.get(
    "/briefs",
    tags=["报告"],
    summary="已写的报告",
    response_model=None,
    description="返回已写的报告，新的在前。",
)
def read_briefs(ask: Asked) -> Response:
    """List the written briefs."""
    return answer(
        ask,
        lambda: [{k: v for k, v in brief.items() if k != "path"} for brief in api.list_briefs(ask.office)],
    )


@router.get(
    "/runs",
    tags=["计算"],
    summary="计算记录",
    response_model=None,
    description="返回每次计算的输入摘要、规则、版本与参数。",
)
def read_runs(ask: Asked) -> Response:
    """List all runs."""
    return answer(ask, lambda: api.list_runs(ask.office))


@router.post(
    "/runs",
    tags=["计算"],
    summary="重新计算",
    response_model=None,
    responses={409: {"model": Failure, "description": "工作区正被另一进程写入"}},
    description="按最新数据与规则计算；输入未变则返回已有结果。",
)
def compute_run(ask: Asked, on: Day = None) -> Response:
    """Compute anew."""
    return JSONResponse(api.to_plain(api.compute_run(ask.office, on=on)))


@router.post(
    "/imports",
    tags=["证据"],
    summary="导入一个文件",
    response_model=None,
    responses={
        409: {"model": Failure, "description": "工作区正被另一进程写入"},
        413: {"model": Failure, "description": "文件太大"},
    },
    description="导入一个文件；同一文件再次导入不作改动并说明。",
)
def import_file(
    ask: Asked,
    file: Annotated[UploadFile, File(description="CSV、XLSX、XLS、TXT 或 MD")],
    table: Annotated[str, Form(description="表的标识，缺省按表头判断")] = "",
    synthetic: Annotated[bool, Form(description="是否为合成数据")] = False,
) -> Response:
    """Import one file."""
    name = name_upload(file)
    with tempfile.TemporaryDirectory(prefix="gaodi-import-") as folder:
        path = Path(folder) / name
        with path.open("wb") as target:
            shutil.copyfileobj(file.file, target)
        report = api.import_files(ask.office, [path], table=table or None, synthetic=synthetic)
    return JSONResponse(api.to_plain(report))
