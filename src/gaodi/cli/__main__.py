"""`python -m gaodi.cli`."""

from gaodi.cli.app import main

main()
