"""Trees: what each way of writing is read as."""

from __future__ import annotations

import pytest

from gradcheck_grader.notation import REAL, Notation, real_names
from gradcheck_grader.syntax.parser import parse, readings
from gradcheck_grader.syntax.tree import Apply, Name, Num, walk

NOTATION = Notation(names=real_names(["x", "y", "z", "n", "k", "a", "b", "lambda", "r"]), allow_diff=True)
ARRAY = Notation(kind="array", names=real_names(["x", "y", "a", "b"]))


def shape(node):
    """The tree as (head part part …), a second notation that shares nothing with the printers."""
    if isinstance(node, Num):
        return str(node.value)
    if isinstance(node, Name):
        return node.name
    return f"({' '.join([node.head, *map(shape, node.args)])})"


def table(rows):
    """Rows with the last column as their id."""
    return [pytest.param(*row[:-1], id=row[-1]) for row in rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    table(
        [
            ("2x", "(* 2 x)", "a number before a name"),
            ("2x cos(x^2)", "(* 2 x (cos (^ x 2)))", "a run of factors is one product"),
            ("x(x+1)", "(* x (+ x 1))", "a name before a bracket is no call"),
            ("(a)(b)", "(* a b)", "two brackets"),
            ("(a)b", "(* a b)", "a bracket before a name"),
            ("2(x)", "(* 2 x)", "a number before a bracket"),
            ("2 pi r", "(* 2 pi r)", "names apart"),
            ("xy", "(* x y)", "names together"),
            ("2xy^2", "(* 2 x (^ y 2))", "the power belongs to the last one"),
            ("x sin(y)", "(* x (sin y))", "a function as factor"),
            ("sin(x)cos(x)", "(* (sin x) (cos x))", "two calls"),
            ("sin(x)y", "(* (sin x) y)", "a name behind a call"),
            ("x|y|", "(* x (abs y))", "bars as factor"),
            ("2√x", "(* 2 (sqrt x))", "a root as factor"),
            ("x√(y)z", "(* x (sqrt y) z)", "a root among factors"),
            ("x²y", "(* (^ x 2) y)", "a raised digit ends a factor"),
            ("n!k", "(* (factorial n) k)", "a factorial too"),
            ("λx", "(* lambda x)", "a Greek letter as factor"),
            ("2e", "(* 2 e)", "the constant behind a number"),
            ("2e3", "2000", "but digits make it a power of ten"),
        ]
    ),
)
def test_a_product_needs_no_sign(text, expected):
    assert shape(parse(text, NOTATION)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    table(
        [
            ("a + b", "(+ a b)", "a sum"),
            ("a + b + x", "(+ a b x)", "any number of terms are one sum"),
            ("(a + b) + x", "(+ (+ a b) x)", "brackets keep a sum of its own"),
            ("a + (b + x)", "(+ a (+ b x))", "on either side"),
            ("a - b", "(+ a (neg b))", "a difference is a sum"),
            ("a - b + x", "(+ a (neg b) x)", "from left to right"),
            ("a - (b + x)", "(+ a (neg (+ b x)))", "brackets behind a minus"),
            ("a - -b", "(+ a (neg (neg b)))", "two signs"),
            ("a + -b", "(+ a (neg b))", "as a - b"),
            ("-a", "(neg a)", "a sign"),
            ("--a", "(neg (neg a))", "two of them"),
            ("+a", "a", "a plus is no node"),
            ("-a + b", "(+ (neg a) b)", "a sign binds tighter than a sum"),
            ("-a*b", "(neg (* a b))", "and looser than a product"),
            ("-x^2", "(neg (^ x 2))", "the power first"),
            ("(-x)^2", "(^ (neg x) 2)", "unless brackets say otherwise"),
            ("2*-x", "(* 2 (neg x))", "a sign behind an operator"),
            ("a/-b*x", "(* (/ a (neg b)) x)", "takes one factor there"),
            ("a*b*x", "(* a b x)", "one product"),
            ("a*(b*x)", "(* a (* b x))", "brackets keep one of its own"),
            ("a/b", "(/ a b)", "a quotient"),
            ("a/b/x", "(/ (/ a b) x)", "from left to right"),
            ("a/b*x", "(* (/ a b) x)", "from left to right, mixed"),
            ("a*b/x", "(/ (* a b) x)", "from left to right, mixed again"),
            ("a/(b*x)", "(/ a (* b x))", "with brackets below"),
            ("a+b*x", "(+ a (* b x))", "point before line"),
            ("x^2", "(^ x 2)", "a power"),
            ("x**2", "(^ x 2)", "as Python writes it"),
            ("x^y^z", "(^ x (^ y z))", "from right to left"),
            ("(x^y)^z", "(^ (^ x y) z)", "brackets on the left"),
            ("2^-1", "(^ 2 (neg 1))", "a sign in the exponent"),
            ("2^-x*y", "(* (^ 2 (neg x)) y)", "takes one factor there too"),
            ("2^-x^2", "(^ 2 (neg (^ x 2)))", "with its own power"),
            ("x^2y", "(* (^ x 2) y)", "an exponent is one factor"),
            ("x^(2y)", "(^ x (* 2 y))", "more stands in brackets"),
            ("x^{2y}", "(^ x (* 2 y))", "curly ones are fine there"),
            ("x^y!", "(^ x (factorial y))", "a factorial binds tighter"),
            ("x²", "(^ x 2)", "raised digits"),
            ("x⁻¹", "(^ x (neg 1))", "a raised sign"),
            ("x¹²", "(^ x 12)", "two raised digits"),
            ("x^y²", "(^ x (^ y 2))", "raised digits in an exponent"),
            ("-x²", "(neg (^ x 2))", "as with ^"),
            ("2x²", "(* 2 (^ x 2))", "belong to the factor before them"),
            ("5!", "(factorial 5)", "a factorial"),
            ("(n-k)!", "(factorial (+ n (neg k)))", "of a bracket"),
            ("-5!", "(neg (factorial 5))", "before the sign"),
            ("(5!)!", "(factorial (factorial 5))", "twice, with brackets"),
            ("[x + 1]y", "(* (+ x 1) y)", "square brackets around one expression"),
            ("2[x(y + 1) + z]", "(* 2 (+ (* x (+ y 1)) z))", "outside round ones"),
            ("x·y×z", "(* x y z)", "signs of a blackboard"),
            ("x÷y", "(/ x y)", "the sign of a calculator"),
            ("x − y", "(+ x (neg y))", "a true minus sign"),
            ("((((x))))", "x", "brackets leave no trace"),
            ("\n2 x\n + 1\n", "(+ (* 2 x) 1)", "over several lines"),
        ]
    ),
)
def test_operators_bind_as_in_a_textbook(text, expected):
    assert shape(parse(text, NOTATION)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    table(
        [
            ("sin(x)", "(sin x)", "a call"),
            ("sin x", "(sin x)", "without brackets"),
            ("sin 2x", "(sin (* 2 x))", "a number and a name"),
            ("sin 2 x", "(sin (* 2 x))", "with a blank behind the number"),
            ("sin 2 pi x", "(sin (* 2 pi x))", "pi is as good as a number"),
            ("sin 2(x + 1)", "(sin (* 2 (+ x 1)))", "a bracket behind a number"),
            ("sin xy", "(sin (* x y))", "names together"),
            ("sin x y", "(* (sin x) y)", "names apart"),
            ("sin x cos y", "(* (sin x) (cos y))", "ends before the next function"),
            ("sin 2x cos y", "(* (sin (* 2 x)) (cos y))", "also behind a product"),
            ("sin cos x", "(sin (cos x))", "a function of a function"),
            ("sin x + 1", "(+ (sin x) 1)", "ends before a sum"),
            ("sin x / 2", "(/ (sin x) 2)", "ends before a quotient"),
            ("sin -x", "(sin (neg x))", "a sign"),
            ("-sin x", "(neg (sin x))", "a sign before it"),
            ("2sin x", "(* 2 (sin x))", "a number before it"),
            ("xsin(x)", "(* x (sin x))", "a name stuck to it"),
            ("sinx", "(sin x)", "stuck to its argument"),
            ("sin2x", "(sin (* 2 x))", "with digits"),
            ("sin x^2", "(sin (^ x 2))", "a power belongs to the argument"),
            ("sin(x)^2", "(^ (sin x) 2)", "but not behind a bracket"),
            ("sin^2 x", "(^ (sin x) 2)", "a power of the function"),
            ("sin^2(x)", "(^ (sin x) 2)", "before a bracket"),
            ("sin²x", "(^ (sin x) 2)", "raised"),
            ("sin^2 2x", "(^ (sin (* 2 x)) 2)", "with a product behind"),
            ("sin^(n+1) x", "(^ (sin x) (+ n 1))", "an exponent in brackets"),
            ("sin^-1(x)", "(asin x)", "the inverse function"),
            ("sin⁻¹ x", "(asin x)", "raised"),
            ("tanh^-1 x", "(atanh x)", "of another one"),
            ("sin(x)^-1", "(^ (sin x) (neg 1))", "behind the bracket it is one over"),
            ("arcsin(x)", "(asin x)", "a longer name"),
            ("np.arctan(x)", "(atan x)", "as NumPy writes it"),
            ("Abs(x)", "(abs x)", "as SymPy prints it"),
            ("ln x", "(log x)", "the natural logarithm"),
            ("log(x)", "(log x)", "which log means by default"),
            ("log(8, 2)", "(log 8 2)", "a base"),
            ("log_2(8)", "(log 8 2)", "as an index"),
            ("log_2 x", "(log x 2)", "without brackets"),
            ("log₂(8)", "(log 8 2)", "lowered"),
            ("log_{10}(x)", "(log x 10)", "in curly brackets"),
            ("log_b(x)", "(log x b)", "a name as base"),
            ("log2(8)", "(log 8 2)", "as NumPy writes it, base 2"),
            ("log10(x)", "(log x 10)", "base 10"),
            ("ln|x|", "(log (abs x))", "bars for brackets"),
            ("sqrt x", "(sqrt x)", "a root"),
            ("√x", "(sqrt x)", "its sign"),
            ("√(x+1)", "(sqrt (+ x 1))", "before a bracket"),
            ("√(x)²", "(^ (sqrt x) 2)", "as with sin(x)²"),
            ("√2x", "(* (sqrt 2) x)", "takes one factor"),
            ("√x^2", "(sqrt (^ x 2))", "with its power"),
            ("∛x", "(root x 3)", "the third root"),
            ("cbrt(x)", "(root x 3)", "its word"),
            ("root(x, n)", "(root x n)", "any root"),
            ("e^x", "(^ e x)", "stays a power"),
            ("exp(x)", "(exp x)", "stays a function"),
            ("exp x", "(exp x)", "without brackets"),
            ("x e^-x", "(* x (^ e (neg x)))", "a sign in the exponent"),
            ("|x|", "(abs x)", "bars"),
            ("|x||y|", "(* (abs x) (abs y))", "two pairs"),
            ("||x| - 1|", "(abs (+ (abs x) (neg 1)))", "one in the other"),
            ("|x + |y||", "(abs (+ x (abs y)))", "closing together"),
            ("|(|x|)|", "(abs (abs x))", "with brackets between"),
            ("|x|^2", "(^ (abs x) 2)", "with a power"),
            ("2|x|y", "(* 2 (abs x) y)", "among factors"),
            ("C(n,k)", "(binomial n k)", "a binomial coefficient"),
            ("binom(n, k)", "(binomial n k)", "its word"),
            ("σ(z)", "(sigmoid z)", "the sigmoid, where no sigma is declared"),
            ("sigma(z)", "(sigmoid z)", "spelled out"),
            ("relu(x)", "(relu x)", "a rectifier"),
            ("ReLU(x)", "(relu x)", "as papers write it"),
            ("softplus(x)", "(softplus x)", "a smooth one"),
            ("Γ(n)", "(gamma n)", "the gamma function"),
            ("gamma(n)", "(gamma n)", "spelled out"),
            ("max(a, b)", "(max a b)", "two arguments"),
            ("max(a, b, x)", "(max a b x)", "any number"),
            ("diff(x^2, x)", "(diff (^ x 2) x)", "a derivative"),
            ("diff(x^2, x, 2)", "(diff (^ x 2) x 2)", "the second one"),
            ("erf x", "(erf x)", "the error function"),
            ("floor(x) + ceil(x)", "(+ (floor x) (ceil x))", "steps"),
        ]
    ),
)
def test_functions_are_read_with_and_without_brackets(text, expected):
    assert shape(parse(text, NOTATION)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    table(
        [
            ("[1, 2, 3]", "(vector 1 2 3)", "a vector"),
            ("(1, 2, 3)", "(vector 1 2 3)", "in round brackets"),
            ("[x]", "(vector x)", "of one entry"),
            ("[1, 2; 3, 4]", "(matrix (row 1 2) (row 3 4))", "a matrix"),
            ("[[1,2],[3,4]]", "(matrix (row 1 2) (row 3 4))", "as Python writes it"),
            ("[(1,2),(3,4)]", "(matrix (row 1 2) (row 3 4))", "rows as tuples"),
            ("[[1, 2]]", "(matrix (row 1 2))", "one row"),
            ("[1; 2]", "(matrix (row 1) (row 2))", "one column"),
            ("[[1], [2]]", "(matrix (row 1) (row 2))", "one column, in lists"),
            ("[[x]]", "(matrix (row x))", "one by one"),
            ("Matrix([[1,2],[3,4]])", "(matrix (row 1 2) (row 3 4))", "as SymPy prints it"),
            ("np.array([[1,2],[3,4]])", "(matrix (row 1 2) (row 3 4))", "as NumPy writes it"),
            ("array([1, 2])", "(vector 1 2)", "a vector of NumPy"),
            ("[2x, x^2; -1, a/b]", "(matrix (row (* 2 x) (^ x 2)) (row (neg 1) (/ a b)))", "expressions"),
            ("2*[1, 2]", "(* 2 (vector 1 2))", "in a product"),
            ("(x)", "x", "round brackets around one expression"),
            ("[max(a, b), 2]", "(vector (max a b) 2)", "commas of a function"),
        ]
    ),
)
def test_lists_become_vectors_and_matrices(text, expected):
    assert shape(parse(text, ARRAY)) == expected


@pytest.mark.parametrize(
    ("text", "expected", "notation"),
    table(
        [
            ("log(x)", "(log x 10)", Notation(names={"x": REAL}, log="10"), "log to base 10"),
            ("log x", "(log x 10)", Notation(names={"x": REAL}, log="10"), "log to base 10, bare"),
            ("log(x, 2)", "(log x 2)", Notation(names={"x": REAL}, log="10"), "a base that is given"),
            ("ln(x)", "(log x)", Notation(names={"x": REAL}, log="10"), "ln is natural all the same"),
            ("xy", "xy", Notation(names=real_names(["x", "y", "xy"])), "one declared name is no product"),
            ("σ(z)", "(* sigma z)", Notation(names=real_names(["sigma", "z"])), "a declared sigma"),
            ("e^x", "(^ e x)", Notation(names=real_names(["e", "x"]), constants=frozenset()), "e as a name"),
            ("2i", "(* 2 i)", Notation(constants=frozenset({"i"})), "i as a constant"),
            ("∞", "inf", Notation(constants=frozenset({"inf"})), "infinity as a constant"),
            ("f(2)", "(* f 2)", Notation(names={"f": REAL}), "a declared name is never a function"),
            ("[[1, 2]]", "(matrix (row 1 2))", Notation(), "a matrix in a question that wants none"),
        ]
    ),
)
def test_the_notation_settles_what_a_word_means(text, expected, notation):
    assert shape(parse(text, notation)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    table(
        [
            ("1/2x", ["(* (/ 1 2) x)", "(/ 1 (* 2 x))"], "a factor behind a quotient"),
            ("1/2(x+1)", ["(* (/ 1 2) (+ x 1))", "(/ 1 (* 2 (+ x 1)))"], "a bracket behind it"),
            ("a/b sin(x)", ["(* (/ a b) (sin x))", "(/ a (* b (sin x)))"], "a function behind it"),
            ("1/2xy", ["(* (/ 1 2) x y)", "(/ 1 (* 2 x y))"], "two factors"),
            ("1/2x + y", ["(+ (* (/ 1 2) x) y)", "(+ (/ 1 (* 2 x)) y)"], "inside a sum"),
            ("sin x^2", ["(sin (^ x 2))", "(^ (sin x) 2)"], "a power behind a bare argument"),
            ("ln x²", ["(log (^ x 2))", "(^ (log x) 2)"], "a raised one"),
            ("√x^2", ["(sqrt (^ x 2))", "(^ (sqrt x) 2)"], "behind a root"),
            ("√2x", ["(* (sqrt 2) x)", "(sqrt (* 2 x))"], "how far a root goes"),
            ("cos x/2", ["(/ (cos x) 2)", "(cos (/ x 2))"], "how far an argument goes"),
            ("sin 2*x", ["(* (sin 2) x)", "(sin (* 2 x))"], "a written sign"),
            ("sin x(y+1)", ["(* (sin x) (+ y 1))", "(sin (* x (+ y 1)))"], "a bracket behind a name"),
            ("sin x y", ["(* (sin x) y)", "(sin (* x y))"], "a name apart"),
            ("e^2x", ["(* (^ e 2) x)", "(^ e (* 2 x))"], "how far an exponent of e goes"),
            ("sin^-1 x", ["(asin x)", "(^ (sin x) (neg 1))"], "the inverse, or one over"),
            (
                "1/2x + e^2x",
                [
                    "(+ (* (/ 1 2) x) (* (^ e 2) x))",
                    "(+ (* (/ 1 2) x) (^ e (* 2 x)))",
                    "(+ (/ 1 (* 2 x)) (* (^ e 2) x))",
                    "(+ (/ 1 (* 2 x)) (^ e (* 2 x)))",
                ],
                "two doubts at once",
            ),
        ]
    ),
)
def test_a_doubtful_text_has_each_of_its_readings(text, expected):
    trees = readings(text, NOTATION)
    assert [shape(tree) for tree in trees] == expected
    assert trees[0] == parse(text, NOTATION)


@pytest.mark.parametrize(
    "text",
    [
        "(1/2)x", "1/(2x)", "x/2", "2x/3", "a/b*x", "sin(x^2)", "(sin x)^2", "sin^2 x", "sin x + y",
        "sin x / 2", "sin x * cos x", "2x^2y", "x^2 y", "e^(2x)", "e^x y", "e^x", "√(x)y", "√(2x)",
        "sin(x)^-1", "sin x cos y", "ln(x)/x", "1/2*x",
    ],
)  # fmt: skip
def test_a_clear_text_has_one_reading(text):
    assert len(readings(text, NOTATION)) == 1


@pytest.mark.parametrize(
    ("text", "head", "source"),
    [
        ("2x cos(x^2)", "cos", "cos(x^2)"),
        ("2x cos(x^2)", "^", "x^2"),
        ("y - 3 x", "neg", "- 3 x"),
        ("y + (a + b) x", "*", "(a + b) x"),
        ("a/b + 1", "/", "a/b"),
        ("1 + |x|", "abs", "|x|"),
        ("1 + sin^2 x", "sin", "sin^2 x"),
        ("1 + n!", "factorial", "n!"),
        ("1 + √(x)", "sqrt", "√(x)"),
    ],
)
def test_every_node_knows_where_it_stands(text, head, source):
    here = next(node for node in walk(parse(text, NOTATION)) if isinstance(node, Apply) and node.head == head)
    assert text[slice(*here.span)] == source


def test_leaves_know_where_they_stand():
    text = "12 x₁ + 3.5"
    tree = parse(text, Notation(names={"x_1": REAL}))
    leaves = [node for node in walk(tree) if not isinstance(node, Apply)]
    assert [text[slice(*leaf.span)] for leaf in leaves] == ["12", "x₁", "3.5"]


def test_how_a_number_was_written_is_kept_but_does_not_count():
    assert parse("0.50", NOTATION) == parse("0.5", NOTATION)
    tree = parse("0.50", NOTATION)
    assert isinstance(tree, Num)
    assert tree.text == "0.50"
