"""What was handed in? Arrays of numbers and named options, checked before anything is computed."""

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from gaodi.base import InputError
from gaodi.structure.records import FloatArray

_SHAPE = {1: ("一维", "one dimension"), 2: ("二维", "two dimensions")}


def take_numbers(given: npt.ArrayLike, n_dimensions: int | None, zh: str, en: str) -> FloatArray:
    """Return numbers as an array of doubles; one that is such is not copied.

    Parameters
    ----------
    given : array_like
    n_dimensions : int or None
        None for any.
    zh, en : str
        What is given, for the messages.

    Raises
    ------
    InputError
        If it holds a text, rows of different lengths, or has other dimensions.
    """
    try:
        numbers = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"{zh}应全是数且各行一样长（{error}）；未知写 NaN。",
            f"{en}: numbers in rows of one length are needed ({error}); NaN is unknown.",
        ) from error
    if n_dimensions is not None and numbers.ndim != n_dimensions:
        shape = " × ".join(map(str, numbers.shape)) or "一个数"
        raise InputError(
            f"{zh}是 {shape}，应为{_SHAPE[n_dimensions][0]}数组。",
            f"{en}: shape {numbers.shape}, {_SHAPE[n_dimensions][1]} are needed.",
        )
    return numbers


def check_option(given: str, known: Collection[str], name: str) -> None:
    """Refuse an option nobody knows.

    Raises
    ------
    InputError
        With what was given and what may be.
    """
    if given not in known:
        raise InputError(
            f"{name} 的取值 {given!r} 不认识；可用：{'、'.join(known)}。",
            f"{name} is {given!r}; known: {', '.join(known)}.",
        )
