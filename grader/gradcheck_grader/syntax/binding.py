"""Which operator binds how tightly; higher is tighter.

ARGUMENT is no operator: it bounds one factor in the argument of a function without brackets.
"""

from __future__ import annotations

RELATION, SUM, PRODUCT, ARGUMENT, POWER, POSTFIX = 5, 10, 20, 30, 40, 50

RELATIONS = ("=", "!=", "<", "<=", ">", ">=")
# Kind of token -> head in the tree.
PRODUCTS = {"*": "*", "/": "/", "@": "matmul", "⊙": "hadamard", "⊗": "kron"}
# Kinds of token that begin a factor where no sign stands before it; a number is then refused.
ADJACENT = frozenset({
    "name", "function", "number", "(", "[", "|", "√", "∛", "{", "frac", "binom", "sqrt", "abs(", "norm(",
    "floor(", "ceil(", "begin", "derivative",
})  # fmt: skip
