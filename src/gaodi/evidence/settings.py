"""What does `gaodi.toml` say? Region, language, ledger, rule packs, datasets, an endpoint that proposes facts."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from gaodi.evidence.due_dates import Frequency


class DatasetSettings(BaseModel):
    """One `[datasets."…"]` of `gaodi.toml`: who owes the figures, from where, how often, how long after the period."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    owner: str | None = None
    source: str | None = None
    frequency: Frequency | None = None
    due_days: int | None = Field(default=None, ge=0, le=1000)
    """Days after the end of a period by which its figures are due."""
    due_on: date | None = None
    """A day by which the next figures are due, whatever the frequency says."""


class ProposalSettings(BaseModel):
    """`[proposals]` of `gaodi.toml`: an OpenAI-style endpoint that may propose facts. Absent is off."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(pattern=r"^https?://\S+$")
    """Address up to and without `/chat/completions`."""
    model: str = Field(min_length=1)
    key_variable: str = "GAODI_PROPOSALS_KEY"
    """Environment variable that holds the key; without it none is sent."""
    timeout_s: int = Field(default=60, ge=1, le=600)


class WorkspaceConfig(BaseModel):
    """What `gaodi.toml` says: region, language, where the ledger is, which rule packs the region chose."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    region_code: str = Field(default="430000", pattern=r"^[1-9]\d{5}$")
    region_name: str = Field(default="湖南省", min_length=1)
    language: Literal["zh", "en"] = "zh"
    ledger_url: str | None = None
    """None keeps `gaodi.db` in the workspace."""
    packs: dict[str, str] = Field(default_factory=dict)
    """Title id → rule pack id that replaces the one chosen by date."""
    datasets: dict[str, DatasetSettings] = Field(default_factory=dict)
    """Table id, `<indicator>@<subject>` or `<indicator>` → owner, source, frequency, due date."""
    proposals: ProposalSettings | None = None
    """An endpoint that may propose facts; None is off."""
