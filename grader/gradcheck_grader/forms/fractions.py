"""Lowest terms, one fraction, partial fractions, and denominators without roots."""

from __future__ import annotations

from fractions import Fraction
from math import gcd

from flint import fmpq_mpoly

from gradcheck_grader.errors import AnswerError
from gradcheck_grader.feedback import forms as feedback
from gradcheck_grader.forms.case import Case, percentage, terms_of, without_sign
from gradcheck_grader.forms.ring import Ring, content, factors_of, is_arithmetic, whole_exponent
from gradcheck_grader.syntax.build import value_of
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Apply, Name, Node, Num, names_in, walk

ROOTS = frozenset({"sqrt", "root"})


def lowest_terms(case: Case) -> str | None:
    """Nothing but 1 divides both top and bottom, in numbers and in polynomials, of any fraction written."""
    todo = [case.tree]
    while todo:
        node = todo.pop()
        if not isinstance(node, Apply):
            continue
        if percentage(node) is not None:
            continue
        if node.head in ("*", "/", "neg") and not _is_reduced(node):
            return feedback.reduced(to_plain(without_sign(node)))
        todo.extend(reversed(node.args))
    return None


def _is_reduced(product: Node) -> bool:
    """Whether top and bottom of a product of fractions have no common divisor; true when that is not seen."""
    above, below = _sides(product)
    if not below:
        return True
    ring = Ring([*above, *below])
    tops = [ring.polynomial(part) for part in above]
    bottoms = [ring.polynomial(part) for part in below]
    known = [part for part in (*tops, *bottoms) if part is not None]
    if len(known) < len(tops) + len(bottoms):
        return True
    numbers = [content(part) for part in known]
    if any(number.q != 1 for number in numbers):  # 0.5/2 is for the rule about decimals
        return True
    count = len(tops)
    return not any(
        _have_a_divisor(top, bottom) or gcd(int(numbers[i].p), int(numbers[count + j].p)) > 1
        for i, top in enumerate(known[:count])
        for j, bottom in enumerate(known[count:])
    ) and not all(part.is_constant() and abs(part.leading_coefficient()) == 1 for part in known[count:])


def _have_a_divisor(left: fmpq_mpoly, right: fmpq_mpoly) -> bool:
    return not (left.is_constant() or right.is_constant() or left.gcd(right).is_constant())


def _sides(tree: Node) -> tuple[list[Node], list[Node]]:
    """The factors as written above and below the fraction bars."""
    above: list[Node] = []
    below: list[Node] = []
    todo = [(tree, True)]
    while todo:
        node, up = todo.pop()
        exponent = whole_exponent(node)
        if isinstance(node, Apply) and node.head in ("*", "neg"):
            todo.extend((part, up) for part in reversed(node.args))
        elif isinstance(node, Apply) and node.head == "/":
            todo += [(node.args[1], not up), (node.args[0], up)]
        elif isinstance(node, Apply) and exponent is not None and exponent < 0:
            todo.append((node.args[0], not up))
        else:
            (above if up else below).append(node)
    return above, below


def single_fraction(case: Case) -> str | None:
    """At most one fraction bar, and that under everything else; negative powers count as bars."""
    tree = without_sign(case.tree)
    inside = tree.args if isinstance(tree, Apply) and tree.head == "/" else (tree,)
    return feedback.ONE_FRACTION if any(map(_has_a_bar, inside)) else None


def _has_a_bar(tree: Node) -> bool:
    todo = [tree]
    while todo:
        node = todo.pop()
        if not isinstance(node, Apply) or not is_arithmetic(node):
            continue
        if node.head == "/" or (whole_exponent(node) or 0) < 0:
            return True
        todo.extend(node.args[:1] if node.head == "^" else node.args)
    return False


def partial_fractions(case: Case) -> str | None:
    """A sum of a polynomial and of fractions, each over a power of one irreducible factor of higher degree.

    setting  the variable, where the right answer has more than one name.
    """
    name = _variable(case)
    ring = Ring([case.tree])
    seen: list[fmpq_mpoly] = []
    for _, term in terms_of(case.tree):
        found = ring.quotient(term)
        if found is None or ring.degree(found[1], name) == 0:
            continue
        bases = [(base, times) for base, times in factors_of(found[1]) or () if ring.degree(base, name) > 0]
        if len(bases) != 1 or ring.degree(found[0], name) >= ring.degree(bases[0][0], name):
            return feedback.split_up(to_plain(term))
        power = bases[0][0] ** bases[0][1]
        if power in seen:
            return feedback.ONE_DENOMINATOR_EACH
        seen.append(power)
    return None


def _variable(case: Case) -> str:
    names = {case.setting} if case.setting else names_in(case.reference) - case.notation.constants
    if len(names) != 1:
        raise AnswerError("The form 'partial fractions' needs to know the variable: 'partial fractions:x'.")
    return min(names)


def rational_denominator(case: Case) -> str | None:
    """No root stands below a fraction bar, and no fraction stands below a root."""
    for node in walk(case.tree):
        if not isinstance(node, Apply):
            continue
        exponent = _exponent(node)
        below = node.args[1] if node.head == "/" else None
        if exponent is not None and exponent < 0:
            below = Apply("^", (node.args[0], Num(-exponent)))
        under_root = node.head in ROOTS and any(
            isinstance(part, Apply) and part.head == "/" for part in walk(node.args[0])
        )
        if under_root or (below is not None and any(map(_is_root, walk(below)))):
            return feedback.root_below(to_plain(node))
    return None


def _is_root(node: Node) -> bool:
    """Whether this is a square root or another, also one written as a power."""
    if not isinstance(node, Apply):
        return False
    exponent = _exponent(node)
    fractional = exponent is not None and exponent.denominator != 1 and node.args[0] != Name("e")
    return node.head in ROOTS or fractional


def _exponent(node: Apply) -> Fraction | None:
    """The exponent of a power, where it is a number: -1/2 too."""
    if node.head != "^":
        return None
    exponent = node.args[1]
    value = value_of(without_sign(exponent))
    return value if value is None or without_sign(exponent) is exponent else -value
