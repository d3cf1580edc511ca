"""Wrong rules of differentiation, each in place of a right one of the differentiator.

A rule is given the differentiator and a node that depends on the name, and makes a wrong derivative of the
node; or None, where it does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from gradcheck_grader.errors import AnswerError
from gradcheck_grader.syntax.build import ONE, TWO, minus, of, over, plus, times, to_the
from gradcheck_grader.syntax.derivative import OUTER, Differentiator
from gradcheck_grader.syntax.tree import Apply, Name, Node, walk

Rule = Callable[[Differentiator, Apply], Node | None]

# A rule is tried everywhere at once, and then at this many places alone; larger functions are not searched.
MOST_PLACES = 2
LARGEST_SEARCHED = 400


def derivatives_by(rule: Rule, function: Node, name: str, *, euler: bool, order: int = 1) -> Iterator[Node]:
    """The derivatives of the function by someone who follows the rule: everywhere, or at one place only.

    order  of the derivative: the rule is followed every time, then only the last time.
    """
    try:
        last = function
        for _ in range(order - 1):
            last = Differentiator(name, euler=euler).of(last)
        places = list(_places(rule, last, name, euler))
        if order > 1:
            always = function
            for _ in range(order):
                always = Differentiator(name, euler=euler, instead=rule).of(always)
            yield always
        if places:
            yield Differentiator(name, euler=euler, instead=rule).of(last)
        for place in places[:MOST_PLACES] if len(places) > 1 else ():
            yield Differentiator(name, euler=euler, instead=_only_at(place, rule)).of(last)
    except (AnswerError, RecursionError):  # a function without a rule, or too deep: then it has no slips
        return


def _places(rule: Rule, function: Node, name: str, euler: bool) -> Iterator[Apply]:
    right = Differentiator(name, euler=euler)
    for count, node in enumerate(walk(function)):
        if count == LARGEST_SEARCHED:
            return
        if isinstance(node, Apply) and right.depends(node) and rule(right, node) is not None:
            yield node


def _only_at(place: Apply, rule: Rule) -> Rule:
    return lambda by, node: rule(by, node) if node is place else None


def _chained(by: Differentiator, node: Apply) -> tuple[Node, Node] | None:
    """The derivative of the outside at the inside, and the inside, of a composite; None for anything else."""
    outside = _outside(by, node)
    inside = node.args[-1] if node.head == "^" and by.depends(node.args[-1]) else node.args[0]
    return None if outside is None or inside == Name(by.name) else (outside, inside)


def _outside(by: Differentiator, node: Apply) -> Node | None:
    """The derivative of a function, power, exponential, logarithm or root, as if its inside were the name."""
    inside = node.args[0]
    if node.head in OUTER and len(node.args) == 1:
        return OUTER[node.head](inside)
    if node.head == "^":
        exponent = node.args[1]
        if not by.depends(exponent):
            return times(exponent, to_the(inside, plus(exponent, minus(ONE))))
        return None if by.depends(inside) else times(by.growth(inside), node)
    if node.head == "sqrt":
        return over(ONE, times(TWO, node))
    if node.head == "log":
        if len(node.args) == 1:
            return over(ONE, inside)
        return None if by.depends(node.args[1]) else over(ONE, times(inside, of("log", node.args[1])))
    return None


def _inner_missing(by: Differentiator, node: Apply) -> Node | None:
    chained = _chained(by, node)
    return None if chained is None else chained[0]


def _inner_inside(by: Differentiator, node: Apply) -> Node | None:
    """f'(g') in place of f'(g) g'."""
    chained = _chained(by, node)
    if chained is None:
        return None
    args = tuple(by.of(part) if part is chained[1] else part for part in node.args)
    moved = Apply(node.head, args)
    # The outside is differentiated as that of a changed node: what stands there may no longer vary.
    if node.head == "^" and by.depends(node.args[1]):
        return times(by.growth(args[0]), moved)
    return _outside(by, moved)


def _outer_kept(by: Differentiator, node: Apply) -> Node | None:
    chained = _chained(by, node)
    return None if chained is None else times(by.of(chained[1]), node)


def _varying(by: Differentiator, node: Apply) -> list[int]:
    """Which factors of a product depend on the name."""
    if node.head != "*":
        return []
    return [at for at, factor in enumerate(node.args) if by.depends(factor)]


def _product_as_product(by: Differentiator, node: Apply) -> Node | None:
    places = _varying(by, node)
    if len(places) < 2:
        return None
    return times(*(by.of(factor) if at in places else factor for at, factor in enumerate(node.args)))


def _term_missing(which: int) -> Rule:
    """The product rule with one of its terms alone: that of the first factor, or of the last."""

    def rule(by: Differentiator, node: Apply) -> Node | None:
        places = _varying(by, node)
        if len(places) < 2:
            return None
        at = places[which]
        return times(*node.args[:at], by.of(node.args[at]), *node.args[at + 1 :])

    return rule


def _quotient_order(by: Differentiator, node: Apply) -> Node | None:
    if node.head != "/" or not by.depends(node.args[1]):
        return None
    return minus(by.by_rule(node))


def _quotient_square(by: Differentiator, node: Apply) -> Node | None:
    if node.head != "/" or not by.depends(node.args[1]):
        return None
    right = by.by_rule(node)
    bottom = node.args[1]
    return over(times(right, to_the(bottom, TWO)), bottom)


def _quotient_as_quotient(by: Differentiator, node: Apply) -> Node | None:
    if node.head != "/" or not all(by.depends(part) for part in node.args):
        return None
    return over(by.of(node.args[0]), by.of(node.args[1]))


def _is_power(by: Differentiator, node: Apply) -> bool:
    return node.head == "^" and by.depends(node.args[0]) and not by.depends(node.args[1])


def _not_lowered(by: Differentiator, node: Apply) -> Node | None:
    if not _is_power(by, node):
        return None
    return times(node.args[1], by.of(node.args[0]), node)


def _coefficient_missing(by: Differentiator, node: Apply) -> Node | None:
    if not _is_power(by, node):
        return None
    base, exponent = node.args
    return times(by.of(base), to_the(base, plus(exponent, minus(ONE))))


def _as_power(*, with_inner: bool) -> Rule:
    """The power rule on an exponential: a^u becomes u a^(u - 1)."""

    def rule(by: Differentiator, node: Apply) -> Node | None:
        if node.head == "exp":
            exponent = node.args[0]
            lowered: Node = of("exp", plus(exponent, minus(ONE)))
        elif node.head == "^" and by.depends(node.args[1]) and not by.depends(node.args[0]):
            exponent = node.args[1]
            lowered = to_the(node.args[0], plus(exponent, minus(ONE)))
        else:
            return None
        return times(exponent, by.of(exponent) if with_inner else ONE, lowered)

    return rule


def _base_missing(by: Differentiator, node: Apply) -> Node | None:
    """No ln a in the derivative of a^u, or of the logarithm to base a."""
    if node.head == "^" and by.depends(node.args[1]) and not by.depends(node.args[0]):
        known = by.growth(node.args[0]) == ONE
        return None if known else times(by.of(node.args[1]), node)
    if node.head == "log" and len(node.args) == 2 and not by.depends(node.args[1]):
        return over(by.of(node.args[0]), node.args[0])
    return None


def _log_as_simple(by: Differentiator, node: Apply) -> Node | None:
    if node.head != "log" or len(node.args) != 1 or node.args[0] == Name(by.name):
        return None
    return over(ONE, Name(by.name))


def _trig_sign(by: Differentiator, node: Apply) -> Node | None:
    return minus(by.by_rule(node)) if node.head in ("sin", "cos") else None


def _root_factor(by: Differentiator, node: Apply) -> Node | None:
    return over(by.of(node.args[0]), node) if node.head == "sqrt" else None


def _constant_kept(by: Differentiator, node: Apply) -> Node | None:
    if node.head != "+" or all(by.depends(term) for term in node.args):
        return None
    return plus(*(by.of(term) if by.depends(term) else term for term in node.args))


def _factor_dropped(by: Differentiator, node: Apply) -> Node | None:
    """The constant factors of a product, or the constant that something is divided by, left out."""
    if node.head == "/" and not by.depends(node.args[1]):
        return by.of(node.args[0])
    if node.head != "*":
        return None
    varying = [factor for factor in node.args if by.depends(factor)]
    return None if len(varying) == len(node.args) else by.of(times(*varying))


RULES: Mapping[str, tuple[Rule, ...]] = {
    "inner-derivative-missing": (_inner_missing,),
    "product-as-product": (_product_as_product,),
    "product-term-missing": (_term_missing(0), _term_missing(-1)),
    "quotient-order": (_quotient_order,),
    "quotient-without-square": (_quotient_square,),
    "quotient-as-quotient": (_quotient_as_quotient,),
    "power-not-lowered": (_not_lowered,),
    "power-coefficient-missing": (_coefficient_missing,),
    "exponential-as-power": (_as_power(with_inner=True), _as_power(with_inner=False)),
    "log-of-base-missing": (_base_missing,),
    "log-derivative": (_log_as_simple,),
    "trig-sign": (_trig_sign,),
    "root-factor-missing": (_root_factor,),
    "constant-kept": (_constant_kept,),
    "dropped-constant-factor": (_factor_dropped,),
    "outer-at-inner-derivative": (_inner_inside,),
    "outer-not-differentiated": (_outer_kept,),
}
