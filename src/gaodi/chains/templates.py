"""What does an edited chain template change, and does it hold together? Differences link by link, and circles of need."""

from dataclasses import dataclass

from gaodi.catalogue import ChainLink, ChainTemplate

_LISTS = ("industry_codes", "products", "synonyms", "exclude")
_PLAIN = ("zh", "en", "stage", "is_key", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateChange:
    """One difference between two versions of a chain template."""

    link_id: str
    """Empty where the chain itself differs."""
    field: str
    """Name of the field; `link` where a whole link came or went."""
    before: str | None
    """None where it was not there."""
    after: str | None


def compare_templates(before: ChainTemplate, after: ChainTemplate) -> tuple[TemplateChange, ...]:
    """List what differs between two versions of a chain template.

    Parameters
    ----------
    before, after : ChainTemplate

    Returns
    -------
    tuple of TemplateChange
        The chain's own fields first, then its links in the order of `after`, then links that went. Of lists, only what
        was taken out stands in `before` and only what was added in `after`. Version and source do not count.
    """
    changes = [
        TemplateChange(
            link_id="", field=name, before=_write(getattr(before, name)), after=_write(getattr(after, name))
        )
        for name in ("zh", "en", "note", "four_by_four")
        if getattr(before, name) != getattr(after, name)
    ]
    old = {link.id: link for link in before.links}
    for link in after.links:
        if link.id in old:
            changes += _compare_links(old[link.id], link)
        else:
            changes.append(TemplateChange(link_id=link.id, field="link", before=None, after=link.zh))
    kept = {link.id for link in after.links}
    changes += [
        TemplateChange(link_id=link.id, field="link", before=link.zh, after=None)
        for link in before.links
        if link.id not in kept
    ]
    return tuple(changes)


def _compare_links(before: ChainLink, after: ChainLink) -> list[TemplateChange]:
    changes = [
        TemplateChange(
            link_id=after.id,
            field=name,
            before=_write(getattr(before, name)),
            after=_write(getattr(after, name)),
        )
        for name in _PLAIN
        if getattr(before, name) != getattr(after, name)
    ]
    lists: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
        *((name, getattr(before, name), getattr(after, name)) for name in _LISTS),
        ("inputs", _name_inputs(before), _name_inputs(after)),
    ]
    for name, old, new in lists:
        gone, come = [item for item in old if item not in new], [item for item in new if item not in old]
        if gone or come:
            changes.append(
                TemplateChange(link_id=after.id, field=name, before=_write(gone), after=_write(come))
            )
    return changes


def _name_inputs(link: ChainLink) -> tuple[str, ...]:
    return tuple(f"{i.link}:{i.need}" for i in link.inputs)


def _write(value: object) -> str | None:
    if value is None or value == []:
        return None
    if isinstance(value, list):
        return "、".join(map(str, value))
    return str(value)


def find_circle(template: ChainTemplate) -> tuple[str, ...]:
    """Return the links of a circle of needs, the first one again at the end; nothing where there is none.

    Examples
    --------
    >>> from gaodi.catalogue import LinkInput
    >>> def link(name, *needs):
    ...     inputs = tuple(LinkInput(link=need, need="essential") for need in needs)
    ...     return ChainLink(id=name, zh=name, en=name, stage="upstream", inputs=inputs)
    >>> chain = ChainTemplate(
    ...     id="x", zh="x", en="x", version="1", source="x", status="verified",
    ...     links=(link("a", "b"), link("b", "c"), link("c", "b")),
    ... )
    >>> find_circle(chain)
    ('b', 'c', 'b')
    """
    needs = {link.id: [i.link for i in link.inputs] for link in template.links}
    done: set[str] = set()
    for start in needs:
        path: list[str] = []
        waiting = [(start, 0)]
        while waiting:
            link_id, step = waiting.pop()
            if step == 0:
                if link_id in done:
                    continue
                path.append(link_id)
            if step == len(needs[link_id]):
                done.add(path.pop())
                continue
            waiting.append((link_id, step + 1))
            needed = needs[link_id][step]
            if needed in path:
                return (*path[path.index(needed) :], needed)
            if needed in needs:
                waiting.append((needed, 0))
    return ()
