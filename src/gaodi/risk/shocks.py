"""What fails at first? Scenarios as sets of firms with the share of production each of them loses."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gaodi.base import InputError
from gaodi.risk.records import FloatArray, Shocks


def build_shocks(
    firms: Sequence[npt.ArrayLike],
    losses: Sequence[npt.ArrayLike | float] | float = 1.0,
    *,
    upstream_losses: Sequence[npt.ArrayLike | float] | None = None,
) -> Shocks:
    """Assemble scenarios from sets of firms.

    A firm named twice in a scenario loses the greater of both: the scenario of two sets is that of their union.

    Parameters
    ----------
    firms : sequence of arrays of int
        The firms that fail in each scenario, positions in the network.
    losses : float, or one float or array for each scenario, share of production
        0 to 1.
    upstream_losses : as `losses`, optional
        What their suppliers feel; by default the same.

    Returns
    -------
    Shocks

    Raises
    ------
    InputError
        If a loss is unknown or lies outside 0 to 1, or the sizes differ.

    Examples
    --------
    >>> shocks = build_shocks([[0], [1, 2]], [1.0, [0.5, 0.2]])
    >>> shocks.firms, shocks.losses
    (array([0, 1, 2]), array([1. , 0.5, 0.2]))
    """
    sets = [np.atleast_1d(np.asarray(members)) for members in firms]
    if any(not np.issubdtype(members.dtype, np.number) for members in sets if members.size):
        raise InputError("情景里的企业应是整数位置。", "the firms of a scenario must be integer positions.")
    sizes = np.array([members.size for members in sets], dtype=np.int64)
    found = np.concatenate([*sets, np.zeros(0, np.int64)])
    if found.size and (not np.issubdtype(found.dtype, np.floating) or (found % 1 == 0).all()):
        found = found.astype(np.int64)
    elif found.size:
        raise InputError("情景里的企业应是整数位置。", "the firms of a scenario must be integer positions.")
    if (found < 0).any():
        raise InputError(
            f"情景里的企业位置 {found.min()} 小于 0。", f"a scenario names firm {found.min()}, below 0."
        )
    down = _spread(losses, sizes, "losses", "损失")
    return Shocks(
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        firms=found.astype(np.int64),
        losses=down,
        upstream_losses=down
        if upstream_losses is None
        else _spread(upstream_losses, sizes, "upstream_losses", "上游损失"),
    )


def list_single_failures(n_firms: int) -> Shocks:
    """Return one scenario for each firm, in which it fails wholly.

    Parameters
    ----------
    n_firms : int

    Returns
    -------
    Shocks
    """
    if n_firms < 0:
        raise InputError(
            f"企业数是 {n_firms}，应不小于 0。", f"n_firms is {n_firms}; it must not be negative."
        )
    whole = np.ones(n_firms)
    every = np.arange(n_firms + 1, dtype=np.int64)
    return Shocks(starts=every, firms=every[:-1], losses=whole, upstream_losses=whole)


def _spread(
    losses: Sequence[npt.ArrayLike | float] | float, sizes: npt.NDArray[np.int64], name: str, name_zh: str
) -> FloatArray:
    each = [losses] * sizes.size if isinstance(losses, (int, float, np.number)) else list(losses)
    if len(each) != sizes.size:
        raise InputError(
            f"{name_zh}给了 {len(each)} 组，情景有 {sizes.size} 个；应一个情景一组。",
            f"{name} has {len(each)} entries for {sizes.size} scenarios; give one each.",
        )
    parts = [np.zeros(0)]
    for scenario, (loss, size) in enumerate(zip(each, sizes.tolist(), strict=True)):
        values = np.asarray(loss, dtype=np.float64)
        if values.ndim and values.size != size:
            raise InputError(
                f"情景 {scenario} 有 {size} 家企业，{name_zh}给了 {values.size} 个。",
                f"scenario {scenario} has {size} firms and {values.size} entries of {name}.",
            )
        parts.append(np.broadcast_to(values, (size,)))
    found = np.concatenate(parts)
    wrong = np.flatnonzero(~((found >= 0) & (found <= 1)))
    if wrong.size:
        raise InputError(
            f"{name_zh} {found[wrong[0]]} 不在 0 到 1 之间；全部停产写 1，减产三成写 0.3。",
            f"{name} holds {found[wrong[0]]}, outside 0 to 1; write 1 for a full stop, 0.3 for a loss of three tenths.",
        )
    return found
