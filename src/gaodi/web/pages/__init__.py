"""The pages of the workbench, one module per item of the menu."""

from gaodi.web.pages.briefs import router as briefs
from gaodi.web.pages.chains import router as chains
from gaodi.web.pages.enterprises import router as enterprises
from gaodi.web.pages.evidence import router as evidence
from gaodi.web.pages.firm import router as firm
from gaodi.web.pages.region import router as region
from gaodi.web.pages.settings import router as settings
from gaodi.web.pages.steering import router as steering
from gaodi.web.pages.tiers import router as tiers
from gaodi.web.pages.today import router as today
from gaodi.web.pages.trace import router as trace
from gaodi.web.pages.uploads import router as uploads

ROUTERS = (
    today,
    trace,
    uploads,
    evidence,
    region,
    chains,
    enterprises,
    firm,
    tiers,
    steering,
    briefs,
    settings,
)

__all__ = ["ROUTERS"]
