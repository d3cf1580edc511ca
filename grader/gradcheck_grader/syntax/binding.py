"""Which operator binds how tightly; higher is tighter.

ARGUMENT is no operator: it bounds one factor in the argument of a function without brackets.
"""

from __future__ import annotations

IFF, IMPLIES, OR, AND, NOT, RELATION, CHOICE, UNION, INTERSECTION = 1, 2, 3, 4, 5, 6, 7, 8, 9
SUM, PRODUCT, CHOOSE, ARGUMENT, POWER, POSTFIX = 10, 20, 25, 30, 40, 50

RELATIONS = ("=", "!=", "<", "<=", ">", ">=")
# Kinds of token that join conditions or sets: kind -> level.
LOGIC = {"iff": IFF, "implies": IMPLIES, "or": OR, "and": AND}
SETS = {"union": UNION, "without": UNION, "intersection": INTERSECTION}
# Kind of token -> head in the tree.
PRODUCTS = {"*": "*", "/": "/", "@": "matmul", "·": "dot", "⊙": "hadamard", "⊗": "kron"}
# Kinds of token that begin a factor where no sign stands before it; a number is then refused.
ADJACENT = frozenset({
    "name", "local", "function", "number", "(", "[", "|", "‖", "√", "∛", "∜", "{", "frac", "binom", "sqrt",
    "abs(", "norm(", "floor(", "ceil(", "begin", "derivative", "∑", "∏", "∫", "∇",
})  # fmt: skip
