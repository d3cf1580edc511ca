r"""LaTeX of what is no arithmetic: conditions, sets, lists, matrices, sums, chance."""

from __future__ import annotations

from gradcheck_grader.syntax.printing.latex_names import word_of
from gradcheck_grader.syntax.printing.latex_pieces import Printer, bracketed, held, listed
from gradcheck_grader.syntax.printing.linear import law_word
from gradcheck_grader.syntax.printing.pieces import (
    AND,
    ATOM,
    BODY,
    INTERVALS,
    JOINING,
    NEGATIVE,
    NOT,
    POWER,
    PREFIX,
    PRODUCT,
    RELATION,
    RELATION_HEADS,
    SETS,
    Piece,
    chain_of,
)
from gradcheck_grader.syntax.printing.setting import Setting
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num

_SIGNS = {
    "=": "=", "!=": r"\neq", "<": "<", "<=": r"\leq", ">": ">", ">=": r"\geq", "in": r"\in", "~": r"\sim",
    "and": r"\land", "or": r"\lor", "implies": r"\Rightarrow", "iff": r"\Leftrightarrow",
    "union": r"\cup", "intersection": r"\cap", "without": r"\setminus",
}  # fmt: skip
_ALONE = {
    "reals": r"\mathbb{R}", "integers": r"\mathbb{Z}", "naturals": r"\mathbb{N}", "true": r"\text{true}",
    "false": r"\text{false}",
}  # fmt: skip
_SPELLED_OUT = {
    "interval[]": "Interval", "interval[)": "Interval.Ropen", "interval(]": "Interval.Lopen",
    "interval()": "Interval.open",
}  # fmt: skip
_BIG = {"sum": r"\sum", "prod": r"\prod"}


def _joined(_setting: Setting, node: Apply, parts: list[Piece]) -> Piece:
    """Signs between conditions and between sets; a chain of relations is printed as one."""
    if node.head == "and" and (links := chain_of(node)):
        rest = (f" {_SIGNS[link.head]} {part.sides[1]}" for link, part in zip(links, parts, strict=True))
        return Piece(parts[0].sides[0] + "".join(rest), RELATION)
    level = JOINING[node.head]
    texts = [held(part, level + 1) for part in parts]
    if node.head == "in":
        texts[1] = _bare_interval(node, 1, texts[1])
    elif node.head in SETS:
        if node.head == "without":
            # From left to right: what stands on the left needs no brackets.
            texts[0] = held(parts[0], level)
        texts = [_bare_interval(node, place, text) for place, text in enumerate(texts)]
    sides = (texts[0], texts[1]) if node.head in RELATION_HEADS else ("", "")
    return Piece(f" {_SIGNS[node.head]} ".join(texts), level, sides)


def _bare_interval(node: Apply, place: int, text: str) -> str:
    """(0, 1) for Interval.open(0, 1) where a set is meant."""
    part = node.args[place]
    if not isinstance(part, Apply) or part.head not in INTERVALS:
        return text
    inside = text[text.index(r"\left") + 6 : -len(r"\right)")]
    return rf"\left{part.head[-2]}{inside}\right{part.head[-1]}"


def _interval(setting: Setting, node: Apply, parts: list[Piece]) -> Piece:
    """Where a pair is a point or a vector the interval has a word, until a set is known to be meant."""
    if setting.intervals:
        return Piece(rf"\left{node.head[-2]}{listed(parts)}\right{node.head[-1]}")
    return Piece(rf"\operatorname{{{_SPELLED_OUT[node.head]}}}{bracketed(listed(parts))}")


def _denied(_setting: Setting, _node: Apply, parts: list[Piece]) -> Piece:
    return Piece(rf"\lnot {held(parts[0], RELATION)}", NOT)


def _given(_setting: Setting, _node: Apply, parts: list[Piece]) -> Piece:
    return Piece(rf"{held(parts[0], AND)} \mid {parts[1].text}", 0)


def _row(_setting: Setting, _node: Apply, parts: list[Piece]) -> Piece:
    return Piece(" & ".join(part.text for part in parts))


def _list(_setting: Setting, _node: Apply, parts: list[Piece]) -> Piece:
    """A list, which is neither a row nor a column."""
    return Piece(rf"\left[{listed(parts)}\right]")


def _column(_setting: Setting, _node: Apply, parts: list[Piece]) -> Piece:
    """The rows of a matrix below one another."""
    return Piece(r"\begin{pmatrix} " + r" \\ ".join(part.text for part in parts) + r" \end{pmatrix}")


def _tuple(_setting: Setting, _node: Apply, parts: list[Piece]) -> Piece:
    return Piece(bracketed(listed(parts)))


def _set(_setting: Setting, _node: Apply, parts: list[Piece]) -> Piece:
    return Piece(rf"\left\{{{listed(parts)}\right\}}" if parts else r"\varnothing")


def _cases(_setting: Setting, _node: Apply, parts: list[Piece]) -> Piece:
    rows = [f"{value.text} & {when.text}" for value, when in zip(parts[::2], parts[1::2], strict=False)]
    if len(parts) % 2:
        rows.append(rf"{parts[-1].text} & \text{{otherwise}}")
    return Piece(r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}")


def _transposed(_setting: Setting, _node: Apply, parts: list[Piece]) -> Piece:
    return Piece(rf"{held(parts[0], ATOM)}^{{\top}}", POWER)


def _inverse(_setting: Setting, _node: Apply, parts: list[Piece]) -> Piece:
    return Piece(rf"{held(parts[0], ATOM)}^{{\!-1}}", POWER)


def _norm(_setting: Setting, node: Apply, parts: list[Piece]) -> Piece:
    kind = "F" if node.args[1:] == (Name("fro"),) else listed(parts[1:])
    index = f"_{{{kind}}}" if kind else ""
    return Piece(rf"\left\lVert {parts[0].text} \right\rVert{index}")


def _entry(setting: Setting, node: Apply, parts: list[Piece]) -> Piece:
    """A_{i, j}; a single index that could be read as two has the word, and so has what has no shape."""
    base, *indices = node.args
    shape = setting.shapes.get(base.name) if isinstance(base, Name) else None
    two = len(indices) == 1 and not isinstance(indices[0], Name) and (shape is None or shape.columns != 1)
    sized = isinstance(base, Apply) and base.head in ("identity", "ones")
    if not setting.shaped or two or sized or (not isinstance(base, Apply) and shape is None):
        return Piece(word_of("entry", setting) + bracketed(listed(parts)))
    text = held(parts[0], ATOM)
    # A second index behind the first would be one too many.
    if "_" in text or (isinstance(base, Name) and _hidden(base.name, indices, setting)):
        text = bracketed(parts[0].text)
    return Piece(f"{text}_{{{listed(parts[1:])}}}")


def _hidden(name: str, indices: list[Node], setting: Setting) -> bool:
    """Whether the entry would look like a declared name: x_1."""
    index = indices[0]
    written = index.name if isinstance(index, Name) else str(index.value) if isinstance(index, Num) else ""
    return len(indices) == 1 and not {f"{name}_{written}", f"{name}{written}"}.isdisjoint(setting.names)


def _alone(_setting: Setting, node: Apply, _parts: list[Piece]) -> Piece:
    return Piece(_ALONE[node.head])


def _identity(setting: Setting, node: Apply, parts: list[Piece]) -> Piece:
    if not setting.shaped or setting.word("identity", "I") != "I":
        return Piece(word_of("identity", setting) + bracketed(listed(parts)))
    return Piece(f"I_{{{parts[0].text}}}" if parts else "I")


def _ones(setting: Setting, node: Apply, parts: list[Piece]) -> Piece:
    if parts and not isinstance(node.args[0], Name | Num):
        return Piece(word_of("ones", setting) + bracketed(listed(parts)))
    return Piece(rf"\mathbf{{1}}_{{{parts[0].text}}}" if parts else r"\mathbf{1}")


def _expected(_setting: Setting, _node: Apply, parts: list[Piece]) -> Piece:
    return Piece(rf"\mathbb{{E}}\left[{listed(parts)}\right]")


def law(setting: Setting, node: Apply, parts: list[Piece]) -> Piece:
    word = setting.word(node.head, law_word(node.head))
    name = r"\mathcal{N}" if node.head == "law:normal" else rf"\operatorname{{{word}}}"
    return Piece(name + bracketed(listed(parts)))


def _bound(_setting: Setting, node: Apply, parts: list[Piece]) -> Piece:
    _, index, low, high = (part.text for part in parts)
    return Piece(f"{_BIG[node.head]}_{{{index}={low}}}^{{{high}}} {_body(parts[0], NEGATIVE)}", BODY)


def _integral(_setting: Setting, _node: Apply, parts: list[Piece]) -> Piece:
    ends = f"_{{{parts[2].text}}}^{{{parts[3].text}}}" if len(parts) == 4 else ""
    return Piece(rf"\int{ends} {_body(parts[0], BODY)} \, d{parts[1].text}", PRODUCT)


def _body(piece: Piece, floor: int) -> str:
    r"""What stands behind a big sign; 3 \times 10^{2} is one number in brackets only."""
    return bracketed(piece.text) if r"\times 10^" in piece.text else held(piece, floor)


def _gradient(_setting: Setting, _node: Apply, parts: list[Piece]) -> Piece:
    return Piece(rf"\nabla_{{{parts[1].text}}} {bracketed(parts[0].text)}", PREFIX)


PRINTERS: dict[str, Printer] = {
    **dict.fromkeys(JOINING, _joined), **dict.fromkeys(INTERVALS, _interval), "not": _denied,
    "given": _given, "vector": _list, "row": _row, "matrix": _column, "tuple": _tuple, "set": _set,
    "piecewise": _cases, "transpose": _transposed, "inv": _inverse, "norm": _norm, "entry": _entry,
    **dict.fromkeys(_ALONE, _alone), "identity": _identity, "ones": _ones, "expect": _expected,
    **dict.fromkeys(_BIG, _bound), "integral": _integral, "grad": _gradient,
}  # fmt: skip
