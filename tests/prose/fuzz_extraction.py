"""Coverage-guided fuzzing of the extractor: no text may break it, take long, or get a fact that stands elsewhere.

python tests/prose/fuzz_extraction.py -max_total_time=60 -timeout=5 -max_len=4096
"""

import sys
from time import process_time

import atheris

with atheris.instrument_imports(include=["gaodi.prose", "gaodi.names"]):
    from gaodi.prose import extract_facts

PIECES = [
    "增长", "下降", "占", "比重", "新增", "累计", "居全国第", "分别", "由", "提高到", "2025年", "前三季度", "1—10月", "去年", "到", "力争", "预计",
    "湖南省", "长沙", "三一重工", "有限公司", "经开区", "产业集群", "6.2%", "0.6个百分点", "3", "12,345", "万", "亿元", "家", "余家", "翻番", "倍", "第",
    "、", "，", "。", "；", "：", "（", "）", "“", "”", "\n", "\n\n", "\t", "　", "**", "[1]", "→", "-", "+", "—", "/", "×", ":", "的", "的企业", "每",
    "一台", "下线", "五成", "三分之一", "百余项", "千亿级", "萬戶", "增長",
]  # fmt: skip
SECONDS_PER_CHARACTER = 1 / 2_000
"""Ten times slower than the promise, because instrumented code is slow."""


def check_one(data):
    provider = atheris.FuzzedDataProvider(data)
    parts = []
    while provider.remaining_bytes():
        if provider.ConsumeBool():
            parts.append(PIECES[provider.ConsumeIntInRange(0, len(PIECES) - 1)])
        else:
            parts.append(provider.ConsumeUnicode(provider.ConsumeIntInRange(0, 12)))
    text = "".join(parts)
    begun = process_time()
    facts = extract_facts(text, "s")
    spent = process_time() - begun
    if spent > 0.5 + len(text) * SECONDS_PER_CHARACTER:
        raise RuntimeError(f"{spent:.2f} s for {len(text)} characters")
    for fact in facts:
        if text[
            fact.start : fact.end
        ] != fact.text or not fact.evidence_start <= fact.start < fact.end <= fact.evidence_end <= len(text):
            raise RuntimeError(f"a fact stands elsewhere: {fact}")


if __name__ == "__main__":
    atheris.Setup(sys.argv, check_one)
    atheris.Fuzz()
