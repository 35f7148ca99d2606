"""Write the reference pages: `python -m gaodi.catalogue [folder]`, `docs/reference` by default."""

import sys
from pathlib import Path

from gaodi.catalogue.reference import write_reference

if __name__ == "__main__":
    write_reference(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/reference"))
