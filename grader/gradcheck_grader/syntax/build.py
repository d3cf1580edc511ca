"""Trees built with the simplifications that nobody would miss: no 0 + x, 1*x, x^1, -(-x), 2 + 3."""

from __future__ import annotations

from fractions import Fraction

from gradcheck_grader.syntax.tree import Apply, Node, Num, num

ZERO, ONE, TWO = num(0), num(1), num(2)


def value_of(node: Node) -> Fraction | None:
    """The number that this is, or is the negative or the quotient of; None for anything else."""
    if isinstance(node, Num):
        return node.value
    if isinstance(node, Apply):
        values = [value.value for value in node.args if isinstance(value, Num)]
        if node.head == "neg" and len(values) == 1:
            return -values[0]
        if node.head == "/" and len(values) == 2 and values[1] != 0:
            return values[0] / values[1]
    return None


def rational(value: Fraction) -> Node:
    """The number as the parser would build it: -1/2 is neg of 1 over 2."""
    size = abs(value)
    node: Node = num(size.numerator)
    if size.denominator != 1:
        node = Apply("/", (node, num(size.denominator)))
    return Apply("neg", (node,)) if value < 0 else node


def plus(*terms: Node) -> Node:
    """The sum of the terms; numbers are added up and stand last.

    >>> from gradcheck_grader.syntax.printing import to_plain
    >>> from gradcheck_grader.syntax.tree import Name
    >>> to_plain(plus(num(2), Name("x"), num(3), ZERO))
    'x + 5'
    """
    constant, kept = Fraction(0), list[Node]()
    for term in terms:
        for part in term.args if isinstance(term, Apply) and term.head == "+" else (term,):
            value = value_of(part)
            if value is None:
                kept.append(part)
            else:
                constant += value
    if constant != 0 or not kept:
        kept.append(rational(constant))
    return kept[0] if len(kept) == 1 else Apply("+", tuple(kept))


def minus(node: Node) -> Node:
    """The negative of the node."""
    value = value_of(node)
    if value is not None:
        return rational(-value)
    return node.args[0] if isinstance(node, Apply) and node.head == "neg" else Apply("neg", (node,))


def times(*factors: Node, head: str = "*") -> Node:
    """The product of the factors; numbers are multiplied and stand first, signs stand in front of all.

    head  another product, such as matmul: then nothing but signs is moved.

    >>> from gradcheck_grader.syntax.printing import to_plain
    >>> from gradcheck_grader.syntax.tree import Name
    >>> to_plain(times(Name("x"), num(2), minus(Name("y")), num(3)))
    '-6*x*y'
    """
    if head != "*":
        return Apply(head, factors)
    constant, kept = Fraction(1), list[Node]()
    for factor in factors:
        inner = factor
        if value_of(inner) is None and isinstance(inner, Apply) and inner.head == "neg":
            constant, inner = -constant, inner.args[0]
        for part in inner.args if isinstance(inner, Apply) and inner.head == "*" else (inner,):
            value = value_of(part)
            if value is None:
                kept.append(part)
            else:
                constant *= value
    if constant == 0:
        return ZERO
    if abs(constant) != 1 or not kept:
        kept.insert(0, rational(abs(constant)))
    product = kept[0] if len(kept) == 1 else Apply("*", tuple(kept))
    return Apply("neg", (product,)) if constant < 0 else product


def over(top: Node, bottom: Node) -> Node:
    """The quotient; 0 over anything is 0, and a number over a number is one number."""
    above, below = value_of(top), value_of(bottom)
    if above == 0 and below != 0:
        return ZERO
    if below == 1:
        return top
    if above is not None and below:
        return rational(above / below)
    if isinstance(top, Apply) and top.head == "neg":
        return minus(over(top.args[0], bottom))
    return Apply("/", (top, bottom))


def to_the(base: Node, exponent: Node) -> Node:
    """The power; x^1 is x and x^0 is 1."""
    value = value_of(exponent)
    if value == 1:
        return base
    return ONE if value == 0 else Apply("^", (base, exponent))


def of(head: str, *arguments: Node) -> Node:
    """A function of the arguments."""
    return Apply(head, arguments)
