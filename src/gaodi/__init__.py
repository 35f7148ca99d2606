"""gaodi (高地): an open engine and workbench for a region's industrial system."""

__all__ = ["__version__"]

__version__ = "0.1.0"
