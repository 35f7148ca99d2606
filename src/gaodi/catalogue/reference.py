"""What does the catalogue hold, in words? Reference pages made from the same YAML as the engine.

`python -m gaodi.catalogue docs/reference` writes them; a test fails when they are stale.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from gaodi.catalogue.reading import Catalogue, load_catalogue
from gaodi.catalogue.records import ChainTemplate, Column, TableSchema, Taxonomy

_NOTICE = "本页由目录数据生成，请勿手改；改 `src/gaodi/catalogue/data` 后运行 `python -m gaodi.catalogue`。"
_LONGEST_LIST = 60  # terms shown of one level; the YAML file has them all


def render_reference(catalogue: Catalogue) -> dict[str, str]:
    """Return the reference pages in Chinese, by file name.

    Parameters
    ----------
    catalogue : Catalogue

    Returns
    -------
    dict of str to str
        `tables.md`, `taxonomies.md`, `chains.md`, `indicators.md`, `published.md`.
    """
    return {
        "tables.md": _render_tables(catalogue),
        "taxonomies.md": _render_taxonomies(catalogue),
        "chains.md": _render_chains(catalogue),
        "indicators.md": _render_indicators(catalogue),
        "published.md": _render_published(catalogue),
    }


def write_reference(folder: Path, catalogue: Catalogue | None = None) -> list[Path]:
    """Write the reference pages into a folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in render_reference(catalogue or load_catalogue()).items():
        path = folder / name
        path.write_text(text, encoding="utf-8", newline="\n")
        paths.append(path)
    return paths


def _render_tables(catalogue: Catalogue) -> str:
    parts = ["# 数据表", _NOTICE, "表头可写中文名、英文名或任一别名；空白即未知，不作 0。"]
    parts.append(
        _table(
            ("表", "名称", "一行是什么", "主键", "身份列"),
            [(f"[`{t.id}`](#{t.id})", t.zh, t.meaning.zh, _codes(t.key), _codes(t.identity)) for t in _tables(catalogue)],
        )
    )  # fmt: skip
    for table in _tables(catalogue):
        parts.append(f'<a id="{table.id}"></a>\n\n## {table.zh}（`{table.id}`）')
        parts.append(
            f"{table.meaning.zh}。来源：{table.source}；核对情况：{_status(catalogue, table.status)}。"
        )
        rows = [
            (
                f"`{c.name}`",
                c.zh,
                catalogue.label(f"type.{c.type}", "zh"),
                c.unit or "",
                _duty(c),
                c.meaning.zh,
                _accepted(c),
                "、".join(c.aliases),
            )
            for c in table.columns
        ]
        parts.append(_table(("列", "中文名", "类型", "单位", "必填", "含义", "可填内容", "表头别名"), rows))
    return _page(parts)


def _tables(catalogue: Catalogue) -> list[TableSchema]:
    return sorted(catalogue.tables.values(), key=lambda table: table.id)


def _duty(column: Column) -> str:
    if column.derived:
        return "由系统推算"
    return "是" if column.required else ""


def _accepted(column: Column) -> str:
    if column.choices:
        pairs = zip(column.choices_zh, column.choices, strict=True) if column.choices_zh else ()
        return "、".join(f"{zh}（`{key}`）" for zh, key in pairs) or "、".join(column.choices)
    if column.taxonomy:
        return f"[{column.taxonomy}](taxonomies.md#{column.taxonomy})"
    if column.min is not None and column.max is not None:
        return f"{column.min:g} 至 {column.max:g}"
    return f"不小于 {column.min:g}" if column.min is not None else ""


def _render_taxonomies(catalogue: Catalogue) -> str:
    parts = ["# 分类", _NOTICE]
    for taxonomy in sorted(catalogue.taxonomies.values(), key=lambda t: t.id):
        parts.append(f'<a id="{taxonomy.id}"></a>\n\n## {taxonomy.zh}（`{taxonomy.id}`）')
        parts.append(
            f"版本 {taxonomy.version}；来源：{taxonomy.source}；核对情况：{_status(catalogue, taxonomy.status)}；"
            f"共 {len(taxonomy.terms)} 项。{_sentence(taxonomy.note)}"
        )
        parts.append(_render_terms(taxonomy))
    parts.append("# 对照")
    for crosswalk in sorted(catalogue.crosswalks.values(), key=lambda c: c.id):
        parts.append(f"## `{crosswalk.id}`")
        parts.append(f"来源：{crosswalk.source}；核对情况：{_status(catalogue, crosswalk.status)}。")
        left = catalogue.taxonomy(crosswalk.from_taxonomy)
        targets: dict[str, list[str]] = {}
        for source, target in crosswalk.pairs:
            targets.setdefault(source, []).append(target)
        rows = [(_name(left, source), _codes(found)) for source, found in targets.items()]
        parts.append(_table((left.zh, catalogue.taxonomy(crosswalk.to_taxonomy).zh), rows))
    return _page(parts)


def _render_terms(taxonomy: Taxonomy) -> str:
    shown = taxonomy.terms
    rest = ""
    if len(shown) > _LONGEST_LIST:
        shown = (
            tuple(term for term in shown if term.attributes.get("grid_x") is not None)
            or shown[:_LONGEST_LIST]
        )
        rest = f"\n\n只列 {len(shown)} 项；全部见 `taxonomies/{taxonomy.id}.yaml`。"
    rows = [
        (
            f"`{term.id}`",
            term.zh,
            term.en,
            f"`{term.parent}`" if term.parent else "",
            "、".join(term.aliases),
            "；".join(f"{key}={_attribute(value)}" for key, value in term.attributes.items()),
        )
        for term in shown
    ]
    return _table(("标识", "名称", "英文", "上级", "别名", "属性"), rows) + rest


def _attribute(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _render_chains(catalogue: Catalogue) -> str:
    parts = ["# 产业链模板", _NOTICE]
    parts.append(
        "环节划分为自拟草案，供讨论修改；行业代码按 GB/T 4754—2017，只在产品与同义词都不能归链时才用。"
    )
    chains = sorted(catalogue.chains.values(), key=lambda chain: chain.id)
    parts.append(
        _table(
            ("链", "名称", "版本", "环节数", "关键环节", "来源", "核对情况"),
            [
                (
                    f"[`{chain.id}`](#{chain.id})",
                    chain.zh,
                    chain.version,
                    str(len(chain.links)),
                    str(sum(link.is_key for link in chain.links)),
                    chain.source,
                    _status(catalogue, chain.status),
                )
                for chain in chains
            ],
        )
    )
    for chain in chains:
        parts.append(f'<a id="{chain.id}"></a>\n\n## {chain.zh}（`{chain.id}`）')
        if chain.note:
            parts.append(_sentence(chain.note))
        parts.append(_render_links(catalogue, chain))
    return _page(parts)


def _render_links(catalogue: Catalogue, chain: ChainTemplate) -> str:
    rows = []
    for link in chain.links:
        needs = {
            need: "、".join(chain.link(item.link).zh for item in link.inputs if item.need == need)
            for need in ("essential", "substitutable")
        }
        rows.append(
            (
                catalogue.label(f"stage.{link.stage}", "zh"),
                f"{'★' if link.is_key else ''}{link.zh}（`{link.id}`）",
                needs["essential"],
                needs["substitutable"],
                _codes(link.industry_codes),
                "、".join(link.products),
                "、".join(link.synonyms),
                "、".join(link.exclude),
            )
        )
    header = ("阶段", "环节（★关键）", "必需投入", "可替代投入", "行业代码", "产品", "同义词", "排除词")
    return _table(header, rows)


def _render_indicators(catalogue: Catalogue) -> str:
    parts = ["# 指标", _NOTICE, f"共 {len(catalogue.indicators)} 项；名称和别名各只指一个指标。"]
    rows = [
        (
            f"`{i.id}`",
            i.zh,
            i.en,
            i.unit,
            catalogue.label(f"direction.{i.direction}", "zh"),
            "；".join(text for text in (i.basis, i.scope, i.meaning.zh if i.meaning else "") if text),
            "、".join(i.aliases),
            i.source,
            _status(catalogue, i.status),
        )
        for i in catalogue.indicators.values()
    ]
    header = ("标识", "名称", "英文", "单位", "方向", "口径与含义", "别名", "出处", "核对情况")
    return _page([*parts, _table(header, rows)])


def _render_published(catalogue: Catalogue) -> str:
    parts = ["# 已公布的数字", _NOTICE]
    parts.append(f"共 {len(catalogue.published)} 条，逐条注明出处；来源之间不一致的并列保留，不作取舍。")
    rows = [
        (
            catalogue.indicators[f.indicator].zh,
            f.subject,
            f.period,
            catalogue.label(f"comparison.{f.comparison}", "zh"),
            f"{'' if f.bound == 'exact' else catalogue.label(f'bound.{f.bound}', 'zh')}{f.value} {f.unit}",
            catalogue.label(f"status.{f.status}", "zh"),
            "；".join(text for text in (f.basis, f.scope, f.note) if text),
            f"{f.source_title}（{f.source_date}）",
        )
        for f in catalogue.published
    ]
    header = ("指标", "主体", "期间", "比较方式", "数值", "性质", "口径、范围与说明", "来源")
    return _page([*parts, _table(header, rows)])


def _status(catalogue: Catalogue, status: str) -> str:
    return catalogue.label(f"entry.{status}", "zh")


def _name(taxonomy: Taxonomy, term_id: str) -> str:
    term = taxonomy.term(term_id)
    return term.zh if term else term_id


def _sentence(text: str | None) -> str:
    return f"{text}。" if text else ""


def _codes(names: Iterable[str]) -> str:
    return "、".join(f"`{name}`" for name in names)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    return "\n".join([line(header), "|" + "---|" * len(header), *map(line, rows)])


def _page(parts: Iterable[str]) -> str:
    return "\n\n".join(parts) + "\n"
