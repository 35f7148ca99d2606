"""What does a text state? Clean text in, facts with their exact places out; no file, no ledger, no clock."""

from gaodi.prose.extraction import extract_facts, name_fact
from gaodi.prose.measures import split_measure
from gaodi.prose.records import Fact

__all__ = ["Fact", "extract_facts", "name_fact", "split_measure"]
