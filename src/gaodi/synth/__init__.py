"""A region that does not exist: a synthetic register of enterprises, generated from a seed and marked as such."""

from gaodi.synth.register import describe_register, generate_register

__all__ = ["describe_register", "generate_register"]
