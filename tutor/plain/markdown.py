"""A lesson's Markdown as linear text: read from top to bottom, by eye, ear or finger.

Marks of emphasis go, code stays as it is written, a table becomes one line for each row with its
heads repeated: "lr 0.18; steep factor −0.8", for who cannot look up at the head of a column.
"""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from tutor.plain.wrapping import wrapped
from tutor.study.prose import plain_math

INDENT = "    "


def linear(markdown: str, width: int) -> str:
    """Return Markdown as text of `width` columns, blocks apart by an empty line."""
    parser = MarkdownIt("commonmark").enable("table")
    tree = SyntaxTreeNode(parser.parse(plain_math(markdown)))
    return "\n\n".join(_blocks(tree, width))


def one_line(markdown: str) -> str:
    """Return a heading's Markdown as one line."""
    tree = SyntaxTreeNode(MarkdownIt("commonmark").parseInline(plain_math(markdown)))
    return " ".join(_words(tree).split())


def _blocks(parent: SyntaxTreeNode, width: int) -> Iterator[str]:
    """Yield the blocks of a document, a quotation or an item of a list."""
    for node in parent.children:
        if node.type in ("heading", "paragraph"):
            yield wrapped(_words(node), width)
        elif node.type in ("fence", "code_block"):
            yield _indented(node.content.rstrip("\n"), INDENT)
        elif node.type in ("bullet_list", "ordered_list"):
            yield _list(node, width)
        elif node.type == "table":
            yield _table(node, width)
        elif node.type == "blockquote":
            yield _indented("\n\n".join(_blocks(node, width - len(INDENT))), INDENT)


def _list(node: SyntaxTreeNode, width: int) -> str:
    start = int(node.attrs.get("start", 1))
    is_tight = all(child.hidden for item in node.children for child in _paragraphs(item))
    items = []
    for number, item in enumerate(node.children, start):
        mark = f"{number}. " if node.type == "ordered_list" else "- "
        inside = ("\n" if is_tight else "\n\n").join(_blocks(item, width - len(mark)))
        items.append(mark + _indented(inside, " " * len(mark)).lstrip(" "))
    return ("\n" if is_tight else "\n\n").join(items)


def _paragraphs(item: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    return [child for child in item.children if child.type == "paragraph"]


def _table(node: SyntaxTreeNode, width: int) -> str:
    """Return a line a row; a colon follows the heads where they are not plain words."""
    head, *rows = [
        [_words(cell) for cell in row.children] for row in node.walk() if row.type == "tr"
    ]
    mark = " " if all(name.replace(" ", "").isalpha() for name in head if name) else ": "
    return "\n".join(
        wrapped(
            "; ".join(
                f"{name}{mark}{cell}" if name else cell
                for name, cell in zip(head, row, strict=True)
                if cell
            ),
            width,
            later="  ",
        )
        for row in rows
    )


def _words(node: SyntaxTreeNode) -> str:
    """Return the text inside a node."""
    if node.type in ("text", "code_inline"):
        return node.content
    if node.type == "softbreak":
        return " "
    if node.type == "hardbreak":
        return "\n"
    if node.type == "html_inline":
        return ""
    if node.type == "image":
        return f"(picture: {node.content})"
    inside = "".join(map(_words, node.children))
    address = str(node.attrs.get("href", "")) if node.type == "link" else ""
    return f"{inside} ({address})" if address not in ("", inside) else inside


def _indented(text: str, indent: str) -> str:
    return "\n".join(f"{indent}{line}" if line else "" for line in text.split("\n"))
