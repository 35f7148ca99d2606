"""The pages of the workbench, one module per item of the menu."""

from gaodi.web.pages.blockers import router as blockers
from gaodi.web.pages.brief_reader import router as brief_reader
from gaodi.web.pages.briefs import router as briefs
from gaodi.web.pages.chain_parts import router as chain_parts
from gaodi.web.pages.chains import router as chains
from gaodi.web.pages.conflicts import router as conflicts
from gaodi.web.pages.documents import router as documents
from gaodi.web.pages.enterprises import router as enterprises
from gaodi.web.pages.evidence import router as evidence
from gaodi.web.pages.fact import router as fact
from gaodi.web.pages.facts import router as facts
from gaodi.web.pages.firm import router as firm
from gaodi.web.pages.freshness import router as freshness
from gaodi.web.pages.gap import router as gap
from gaodi.web.pages.land import router as land
from gaodi.web.pages.opportunities import router as opportunities
from gaodi.web.pages.questions import router as questions
from gaodi.web.pages.region import router as region
from gaodi.web.pages.rules import router as rules
from gaodi.web.pages.scenarios import router as scenarios
from gaodi.web.pages.second_sources import router as second_sources
from gaodi.web.pages.settings import router as settings
from gaodi.web.pages.shock import router as shock
from gaodi.web.pages.steering import router as steering
from gaodi.web.pages.tiers import router as tiers
from gaodi.web.pages.today import router as today
from gaodi.web.pages.trace import router as trace
from gaodi.web.pages.uploads import router as uploads
from gaodi.web.pages.watching import router as watching

ROUTERS = (
    today,
    trace,
    uploads,
    evidence,
    documents,
    facts,
    fact,
    conflicts,
    questions,
    freshness,
    region,
    chain_parts,
    chains,
    second_sources,
    shock,
    opportunities,
    enterprises,
    firm,
    gap,
    tiers,
    watching,
    blockers,
    rules,
    scenarios,
    land,
    steering,
    brief_reader,
    briefs,
    settings,
)

__all__ = ["ROUTERS"]
