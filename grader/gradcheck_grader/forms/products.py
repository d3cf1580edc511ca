"""Factored and expanded: is it written as a product of irreducible factors, or as a sum of monomials?"""

from __future__ import annotations

from collections.abc import Iterator

from gradcheck_grader.feedback import forms as feedback
from gradcheck_grader.forms.case import Case, terms_of, without_sign
from gradcheck_grader.forms.ring import Ring, content, factors_of, is_arithmetic, whole_exponent
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Node, Num


def factored(case: Case) -> str | None:
    """Each factor as written, above and below the fraction bar, is irreducible over the rationals.

    A number may stand in front, and must when all coefficients of a factor share one.
    """
    factors = [factor for factor, _ in leveled_factors(case.tree)]
    ring = Ring(factors)
    for factor in factors:
        polynomial = ring.polynomial(factor)
        if polynomial is None:
            return feedback.NOT_A_PRODUCT if isinstance(factor, Apply) and factor.head == "+" else None
        if polynomial.is_constant():
            continue
        found = factors_of(polynomial)
        if found is not None and sum(times for _, times in found) > 1:
            alone = factor == without_sign(case.tree)
            return feedback.NOT_A_PRODUCT if alone else feedback.factored_further(to_plain(factor))
        taken_out = content(polynomial)
        if taken_out != 1 and taken_out.q == 1:
            return feedback.number_taken_out(to_plain(factor))
    return None


def expanded(case: Case) -> str | None:
    """A sum of monomials, each a number times powers of different unknowns; like terms are collected."""
    ring = Ring([case.tree])
    seen: dict[tuple[tuple[int, ...], ...], str] = {}
    if negated := _negated_sum(case.tree):
        return feedback.multiply_out(to_plain(negated))
    for sign, term in terms_of(case.tree):
        text = to_plain(term if sign > 0 else Apply("neg", (term,)))
        if bracket := _bracket(term):
            return feedback.multiply_out(to_plain(bracket))
        if not _is_one_monomial(term):
            return feedback.put_together(to_plain(term))
        quotient = ring.quotient(term)
        if quotient is None:
            continue
        shape = tuple(tuple(monomial) for part in quotient for monomial in part.monoms())
        if shape in seen:
            return feedback.collect(seen[shape], text)
        seen[shape] = text
    return None


def _negated_sum(tree: Node) -> Node | None:
    """A minus sign before a sum in brackets."""
    todo = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, Apply) and node.head in ("+", "neg"):
            if node.head == "neg" and _is_sum(node):
                return node
            todo.extend(reversed(node.args))
    return None


def _bracket(term: Node) -> Node | None:
    """The product, quotient or power in a term that has a sum to be multiplied out."""
    todo: list[Node] = [term]
    while todo:
        node = todo.pop()
        if not isinstance(node, Apply) or not is_arithmetic(node):
            continue
        parts = node.args[:1] if node.head == "^" else node.args
        if node.head in ("*", "/", "^") and any(_is_sum(part) for part in _above(node)):
            return node
        todo.extend(parts)
    return None


def _above(node: Apply) -> tuple[Node, ...]:
    """The parts of a node in which a sum would have to be multiplied out; not below a fraction bar."""
    if node.head == "*":
        return node.args
    exponent = whole_exponent(node)
    return node.args[:1] if node.head == "/" or (exponent is not None and exponent >= 0) else ()


def _is_sum(node: Node) -> bool:
    inner = without_sign(node)
    return isinstance(inner, Apply) and inner.head == "+"


def _is_one_monomial(term: Node) -> bool:
    """Whether no unknown occurs twice as a factor, and no two numbers stand side by side."""
    factors = list(leveled_factors(term))
    unknowns = [node for node, _ in factors if not isinstance(node, Num)]
    numbers = [above for node, above in factors if isinstance(node, Num)]
    return len(set(unknowns)) == len(unknowns) and len(set(numbers)) == len(numbers)


def leveled_factors(tree: Node) -> Iterator[tuple[Node, bool]]:
    """The factors as written, bases of whole powers among them, and whether each stands above the bar."""
    todo = [(tree, True)]
    while todo:
        node, above = todo.pop()
        exponent = whole_exponent(node)
        if isinstance(node, Apply) and node.head in ("*", "neg"):
            todo.extend((part, above) for part in reversed(node.args))
        elif isinstance(node, Apply) and node.head == "/":
            todo += [(node.args[1], not above), (node.args[0], above)]
        elif isinstance(node, Apply) and exponent is not None:
            todo.append((node.args[0], above == (exponent >= 0)))
        else:
            yield node, above
