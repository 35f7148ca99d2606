"""Which joints stand inside a name? 橡胶和塑料制品业 is one industry, not two members of a list.

While a phrase is looked for, the joints of such names are written as characters that no simplified text holds, one for
one, and turned back in what was found.
"""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from gaodi.catalogue import read_yaml

_JOINTS = "、和及与"
_BOUND = "龣龢龤龥"
_BIND = str.maketrans(_JOINTS, _BOUND)
_FREE = str.maketrans(_BOUND, _JOINTS)
_SECTIONS = ("电力、热力、燃气及水生产和供应业",)
"""Names above the divisions that hold a joint: section D of GB/T 4754—2017."""


@cache
def _load_names() -> re.Pattern[str]:
    taxonomy = Path(str(files("gaodi.catalogue") / "data" / "taxonomies" / "gbt4754.yaml"))
    names = {term["zh"] for term in read_yaml(taxonomy)["terms"]} | set(_SECTIONS)
    joined = sorted(
        (name for name in names if re.search(f"[{_JOINTS}]", name)), key=lambda name: (-len(name), name)
    )
    # Releases write 和, 及 and 与 for each other.
    return re.compile("|".join(re.sub("[和及与]", "[和及与]", re.escape(name)) for name in joined))


def bind_names(text: str) -> str:
    """Return the text with the joints inside names of industries bound, of the same length.

    Examples
    --------
    >>> free_names(bind_names("橡胶和塑料制品业、医药制造业")), "和" in bind_names("橡胶和塑料制品业")
    ('橡胶和塑料制品业、医药制造业', False)
    """
    return _load_names().sub(lambda name: name[0].translate(_BIND), text)


def is_bound(char: str) -> bool:
    """Say whether a character is a joint inside a name."""
    return char in _BOUND


def free_names(text: str) -> str:
    """Return the text with bound joints as they were."""
    return text.translate(_FREE)
