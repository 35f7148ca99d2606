"""What is the text of a Word document? Its finished paragraphs and rows, with stretches and places."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from gaodi.base import SourceError
from gaodi.evidence.decoding import check_length
from gaodi.evidence.layouts import Document, Place, Stretch, split_visible, to_storable


@dataclass(slots=True)
class Block:
    """A finished paragraph, or a finished row with the cell each text stands in."""

    texts: list[str]
    table: int = 0
    row: int = 0


def build_document(blocks: Iterable[Block], name: str) -> Document:
    """Return the document of all blocks; `name` is for the error only."""
    parts: list[str] = []
    stretches: list[Stretch] = []
    places: list[Place] = []
    at = n_paragraphs = 0
    for block in blocks:
        text = to_storable("\t".join(block.texts))
        line = at
        for number, piece in enumerate(text.split("\n")):
            shifted = (
                Stretch(line + s.start, line + s.end, s.shown, s.breaks_before)
                for s in split_visible(piece, 0, len(piece), breaks=True)
            )
            stretches.extend(shifted)
            line += len(piece) + (number < text.count("\n"))
        if block.table:
            cell = at
            for column, content in enumerate(block.texts, 1):
                if content:
                    places.append(
                        Place(
                            start=cell,
                            end=cell + len(content),
                            table=block.table,
                            row=block.row,
                            column=column,
                        )
                    )
                cell += len(content) + 1
        else:
            n_paragraphs += 1
            places.append(Place(start=at, end=at + len(text), paragraph=n_paragraphs))
        parts.append(text)
        at += len(text) + 1
    whole = "\n".join(parts)
    check_length(len(whole), name)
    if not whole:
        raise SourceError(
            f"文件 {name}：文档里没有文字，可能只有图片。请把图片另存为 PNG 或 JPG 后导入。",
            f"{name}: the document holds no text, perhaps only pictures. Save the pictures as PNG or JPG and import those.",
        )
    return Document(text=whole, kind="docx", stretches=tuple(stretches), places=tuple(places))


def join_blocks(left: deque[Block], right: deque[Block]) -> deque[Block]:
    """Return both in order; the shorter moves, so that deep nesting costs no square."""
    if len(left) < len(right):
        right.extendleft(reversed(left))
        return right
    left.extend(right)
    return left
