"""How is a loop compiled? Numba, with the result kept on disk for the next start where there is room for it."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba as nb

Function = TypeVar("Function", bound=Callable[..., object])


def compile_loop(function: Function) -> Function:
    """Return the function compiled when first called."""
    try:
        compiled = nb.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # neither the installation nor the user's home can be written
        compiled = nb.njit(nogil=True, error_model="numpy")(function)
    return cast("Function", compiled)
