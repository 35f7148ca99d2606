"""What does the ledger make of facts? Tables made from evidence and judgements: facts as judged, and what comparing found.

Nothing here is evidence. A row is written again whenever a judgement or a new fact changes what it says; `fact` and
`judgement` keep what was read and what was said.
"""

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table, Text

from gaodi.evidence import schema

judged_fact = Table(
    "judged_fact",
    schema.metadata,
    # What judgements make of a fact, made anew with each of them: the rows of `judgement` are what was said.
    Column("fact_id", String(40), primary_key=True),
    Column("source_id", String(64), ForeignKey("source.source_id"), nullable=False, index=True),
    *(
        Column(column.name, column.type, nullable=column.nullable)
        for column in schema.fact.columns
        if column.name not in {"fact_id", "source_id", "retired_at"}
    ),
    Column("state", String(12), nullable=False, index=True),
    Column("judgement_id", Integer, ForeignKey("judgement.id"), nullable=False),
)

finding = Table(
    "finding",
    schema.metadata,
    Column("finding_id", String(40), primary_key=True),
    Column("verdict", String(40), nullable=False, index=True),
    Column("severity", String(20), nullable=False),
    Column("indicator", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("created_at", schema.UtcDateTime, nullable=False),
    # Set when a fact it compares is gone or changed; the same finding made again stands again.
    Column("retired_at", schema.UtcDateTime),
    # What the judgement in force says, so that undecided findings can be listed.
    Column("decision", String(40)),
    Column("judgement_id", Integer, ForeignKey("judgement.id")),
)

finding_fact = Table(
    "finding_fact",
    schema.metadata,
    Column("finding_id", String(40), ForeignKey("finding.finding_id"), primary_key=True),
    Column("fact_id", String(40), primary_key=True, index=True),
    Column("source_id", String(64), ForeignKey("source.source_id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
)

compared_fact = Table(
    "compared_fact",
    schema.metadata,
    # Facts that the stored findings have seen, and as what: the next comparison starts from here.
    Column("fact_id", String(40), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("compared_at", schema.UtcDateTime, nullable=False),
)
