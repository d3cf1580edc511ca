"""Sums, matrices, chance, laws and derivatives: what each way of writing them is read as."""

from __future__ import annotations

import pytest

from gradcheck_grader.errors import ResponseError
from gradcheck_grader.notation import Notation, Shape, real_names
from gradcheck_grader.reading import read
from gradcheck_grader.syntax.parser import parse, readings
from gradcheck_grader.syntax.printing import to_plain
from gradcheck_grader.syntax.tree import Name, Num

EXPRESSION = Notation(names=real_names(["x", "y", "a", "b", "n"]), allow_diff=True)
MATRIX = Notation(
    "matrix",
    real_names(["X", "A", "B", "w", "v", "y", "i", "j", "lambda"]),
    shapes={
        "X": Shape("n", "d"), "A": Shape("d", "d"), "B": Shape("d", "d"),
        "w": Shape("d"), "v": Shape("d"), "y": Shape("n"),
    },
    allow_diff=True,
)  # fmt: skip
CHANCE = Notation(names=real_names(["X", "Y", "a", "b"]), random=frozenset({"X", "Y"}))
LAW = Notation("distribution", real_names(["mu", "sigma", "a", "b", "n", "p", "lambda"]))


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
            ("sum(i^2, i, 1, n)", "(sum (^ i 2) i 1 n)", "four arguments"),
            ("sum(i^2, (i, 1, n))", "(sum (^ i 2) i 1 n)", "the bounds in brackets"),
            ("Sum(i**2, (i, 1, n))", "(sum (^ i 2) i 1 n)", "as SymPy prints it"),
            (
                "Sum(i*j, (j, 1, i), (i, 1, n))",
                "(sum (sum (* i j) j 1 i) i 1 n)",
                "SymPy's inner index first",
            ),
            ("Product(k, (k, 1, n))", "(prod k k 1 n)", "SymPy's product"),
            ("prod(k, k, 1, n)", "(prod k k 1 n)", "a product"),
            ("∑_{i=1}^{n} i^2", "(sum (^ i 2) i 1 n)", "the sign"),
            ("∑_{i=1}^n i x + 1", "(+ (sum (* i x) i 1 n) 1)", "the body is a product"),
            ("2∑_{i=1}^n ix", "(* 2 (sum (* i x) i 1 n))", "as a factor; names together"),
            ("Σ_{i=1}^n i", "(sum i i 1 n)", "a Greek Sigma"),
            ("Σ(i=1..n) i^2", "(sum (^ i 2) i 1 n)", "dots between the bounds"),
            ("sum_{i=1}^n i^2", "(sum (^ i 2) i 1 n)", "as a word"),
            ("sum_(i=1)^n i^2", "(sum (^ i 2) i 1 n)", "with round brackets"),
            ("∑^n_{k=0} 2^k/k!", "(sum (/ (^ 2 k) (factorial k)) k 0 n)", "the upper bound first"),
            ("∏_{k=1}^n k", "(prod k k 1 n)", "the other sign"),
            ("∑_{k=0}^∞ x^k", "(sum (^ x k) k 0 inf)", "without end"),
            ("∑_{i=1}^n ∑_{j=1}^i i j", "(sum (sum (* i j) j 1 i) i 1 n)", "one in the other"),
            ("∑_{x=1}^n x + x", "(+ (sum x x 1 n) x)", "an index may have a declared name"),
            ("sum(e^i, i, 1, n)^2", "(^ (sum (^ e i) i 1 n) 2)", "a power of the whole"),
            ("∑_{i=1}^n -i", "(sum (neg i) i 1 n)", "a sign in the body"),
        ]
    ),
)
def test_a_sum_binds_its_index(text, expected):
    assert shape(parse(text, EXPRESSION)) == expected


def test_how_far_a_sum_goes_is_doubtful_where_a_term_follows():
    trees = readings("∑_{i=1}^n i + 1", EXPRESSION)
    assert [shape(tree) for tree in trees] == ["(+ (sum i i 1 n) 1)", "(sum (+ i 1) i 1 n)"]
    assert len(readings("∑_{i=1}^n i*2", EXPRESSION)) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    table(
        [
            ("2 X^T (X w - y)", "(* 2 (transpose X) (+ (* X w) (neg y)))", "a gradient"),
            ("A B", "(* A B)", "names apart"),
            ("X^TXw", "(* (transpose X) X w)", "names together"),
            ("A @ B", "(matmul A B)", "NumPy's product"),
            ("w·v", "(dot w v)", "the dot product"),
            ("w·v·w", "(dot (dot w v) w)", "from left to right"),
            ("2*w·v", "(dot (* 2 w) v)", "beside another sign"),
            ("A ⊙ B", "(hadamard A B)", "entry by entry"),
            ("A .* B", "(hadamard A B)", "as MATLAB writes it"),
            ("A ∘ B", "(hadamard A B)", "a ring"),
            ("A ⊗ B", "(kron A B)", "Kronecker"),
            ("A.T", "(transpose A)", "NumPy's transpose"),
            ("A'", "(transpose A)", "MATLAB's"),
            ("Aᵀ", "(transpose A)", "raised"),
            ("A^⊤", "(transpose A)", "the sign"),
            ("A^top", "(transpose A)", "its word"),
            ("A^{T}", "(transpose A)", "in brackets"),
            ("A^-T", "(transpose (inv A))", "of the inverse"),
            ("A^-1", "(^ A (neg 1))", "a power"),
            ("np.linalg.inv(A)", "(inv A)", "the inverse"),
            ("np.trace(A) + tr(B)", "(+ (tr A) (tr B))", "traces"),
            ("A.dot(w)", "(matmul A w)", "a method"),
            ("np.outer(w, v)", "(matmul w (transpose v))", "an outer product"),
            ("|A|", "(abs A)", "bars"),
            ("||w||", "(norm w)", "a norm"),
            ("‖w‖", "(norm w)", "its sign"),
            ("||w||_2^2", "(^ (norm w 2) 2)", "its kind and a power"),
            ("||A||_F", "(norm A fro)", "Frobenius"),
            ("||w||_∞", "(norm w inf)", "the largest entry"),
            ('np.linalg.norm(A, "fro")', "(norm A fro)", "as NumPy writes it"),
            ("norm(w, inf)", "(norm w inf)", "a word that only a norm has"),
            ("||w|| ||v||", "(* (norm w) (norm v))", "two norms"),
            ("|w_1||w_2|", "(* (abs (entry w 1)) (abs (entry w 2)))", "two bars are no norm here"),
            ("||w| - 1|", "(abs (+ (abs w) (neg 1)))", "nor here"),
            ("I", "(identity)", "the identity"),
            ("I_d", "(identity d)", "of a size"),
            ("np.eye(d)", "(identity d)", "NumPy's"),
            ("lambda I", "(* lambda (identity))", "as factor"),
            ("ones(n)", "(ones n)", "ones"),
            ("w_i", "(entry w i)", "an entry"),
            ("w[i]", "(entry w i)", "in brackets"),
            ("w₁", "(entry w 1)", "lowered"),
            ("A_ij", "(entry A i j)", "two indices"),
            ("A_{ij}", "(entry A i j)", "in curly brackets"),
            ("A_12", "(entry A 1 2)", "two digits"),
            ("A[i, j]", "(entry A i j)", "with a comma"),
            ("w_{i+1}", "(entry w (+ i 1))", "an index that is worked out"),
            ("(A w)_i", "(entry (* A w) i)", "of a product"),
            ("(A w)[1]", "(entry (* A w) 1)", "of a product in brackets"),
            ("(lambda + 1)[v + w]", "(* (+ lambda 1) (+ v w))", "square brackets around a factor"),
            ("[[lambda]]", "(matrix (row lambda))", "a matrix of one entry"),
            ("[[1], [lambda]]", "(matrix (row 1) (row lambda))", "a column"),
            ("[[lambda + 1] lambda]", "(* (+ lambda 1) lambda)", "mere brackets in mere brackets"),
            ("sum(w)", "(total w)", "all entries"),
            ("np.mean(w)", "(mean w)", "their mean"),
            ("∑_{k=1}^d w_k v_k", "(sum (* (entry w k) (entry v k)) k 1 d)", "an index of a sum"),
            ("∇_w (w^T A w)", "(grad (* (transpose w) A w) w)", "a gradient that is not worked out"),
            ("softmax(A w)", "(softmax (* A w))", "a function of vectors"),
        ]
    ),
)
def test_matrices_are_read(text, expected):
    assert shape(parse(text, MATRIX)) == expected


def test_a_declared_name_is_no_sign_of_matrices():
    names = Notation("matrix", real_names(["A", "T", "I", "w_1"]), shapes={"A": Shape(2, 2), "w_1": Shape(2)})
    assert shape(parse("A^T I w_1", names)) == "(* (^ A T) I w_1)"


@pytest.mark.parametrize(
    ("text", "expected"),
    table(
        [
            ("E[X]", "(expect X)", "square brackets"),
            ("E(X)", "(expect X)", "round ones"),
            ("𝔼[X]", "(expect X)", "a blackboard letter"),
            ("E[X^2] - E[X]^2", "(+ (expect (^ X 2)) (neg (^ (expect X) 2)))", "powers inside and outside"),
            ("2E[a X]b", "(* 2 (expect (* a X)) b)", "as factor"),
            ("E[X | Y]", "(expect (given X Y))", "a condition"),
            ("E[|X|]", "(expect (abs X))", "bars of an absolute value"),
            ("E[a|X|]", "(expect (* a (abs X)))", "behind a factor too"),
            ("Var(X) + Std(Y)", "(+ (var X) (std Y))", "variance and deviation"),
            ("Cov(X, Y)", "(cov X Y)", "covariance"),
            ("P(X > 0)", "(prob (> X 0))", "an event"),
            ("P(X=1|Y=2)", "(prob (given (= X 1) (= Y 2)))", "given another"),
            ("Pr(X > 0, Y > 0)", "(prob (and (> X 0) (> Y 0)))", "two at once"),
            ("P(0 < X < 1)", "(prob (and (< 0 X) (< X 1)))", "a chain"),
            ("P(Y|X)P(X)/P(Y)", "(/ (* (prob (given Y X)) (prob X)) (prob Y))", "Bayes"),
        ]
    ),
)
def test_chance_is_read(text, expected):
    assert shape(parse(text, CHANCE)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    table(
        [
            ("N(mu, sigma^2)", "(law:normal mu (^ sigma 2))", "the normal law"),
            ("Normal(0, 1)", "(law:normal 0 1)", "in full"),
            ("Beta(a + 3, b + 7)", "(law:beta (+ a 3) (+ b 7))", "Beta"),
            ("Gamma(2, 3)", "(law:gamma 2 3)", "a law and not the function"),
            ("Gamma(shape=2, rate=3)", "(law:gamma (= shape 2) (= rate 3))", "parameters with names"),
            ("Exp(λ = 2)", "(law:exponential (= lambda 2))", "a Greek one"),
            ("N(mean=0, sd=2)", "(law:normal (= mean 0) (= sd 2))", "words of functions"),
            ("Bin(n, p)", "(law:binomial n p)", "binomial"),
            ("B(n, p)", "(law:binomial n p)", "by its letter"),
            ("U(0, 1)", "(law:uniform 0 1)", "uniform"),
            ("t_5", "(law:student 5)", "Student's, by its index"),
            ("t(5)", "(law:student 5)", "in brackets"),
            ("χ²(3)", "(law:chi-squared 3)", "Greek and raised"),
            ("χ^2_3", "(law:chi-squared 3)", "by its index"),
            ("Dirichlet(1, 2, 3)", "(law:dirichlet 1 2 3)", "any number of parameters"),
            ("Dir([1, 2])", "(law:dirichlet (vector 1 2))", "a vector of them"),
            (
                "MVN([0, 0], [[1, 0], [0, 1]])",
                "(law:normal (vector 0 0) (matrix (row 1 0) (row 0 1)))",
                "vectors",
            ),
            ("NegBin(3, p)", "(law:negative-binomial 3 p)", "a name of two words"),
            ("X ~ Pois(3)", "(~ X (law:poisson 3))", "a variable that need not be declared"),
            ("X ∼ Bern(p)", "(~ X (law:bernoulli p))", "the sign of a page"),
        ]
    ),
)
def test_laws_are_read(text, expected):
    assert shape(parse(text, LAW)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    table(
        [
            ("d/dx (x^2)", "(diff (^ x 2) x)", "a quotient of differentials"),
            ("d^2/dx^2 (x^3)", "(diff (^ x 3) x 2)", "the second one"),
            ("∂/∂x (x^2 y)", "(diff (* (^ x 2) y) x)", "a partial one"),
            ("Derivative(x**2, (x, 2))", "(diff (^ x 2) x 2)", "as SymPy prints it"),
            ("(x^2).diff(x)", "(diff (^ x 2) x)", "as a method"),
            ("grad(x^2, x)", "(grad (^ x 2) x)", "a gradient"),
            ("∫ x^2 dx", "(integral (^ x 2) x)", "an integral"),
            ("∫xdx", "(integral x x)", "without blanks"),
            ("∫ x + 1 dx", "(integral (+ x 1) x)", "up to its differential"),
            ("∫ x dx + 1", "(+ (integral x x) 1)", "and no further"),
            ("∫_0^1 t^2 dt", "(integral (^ t 2) t 0 1)", "its variable is its own"),
            ("∫_{0}^{∞} e^-x dx", "(integral (^ e (neg x)) x 0 inf)", "without end"),
            ("integrate(x^2, x)", "(integral (^ x 2) x)", "as a function"),
            ("Integral(x**2, (x, 0, 1))", "(integral (^ x 2) x 0 1)", "as SymPy prints it"),
            ("integral(t^2, t, 0, x)", "(integral (^ t 2) t 0 x)", "four arguments"),
        ]
    ),
)
def test_derivatives_and_integrals_are_read_where_they_are_allowed(text, expected):
    assert shape(parse(text, EXPRESSION)) == expected


PLAIN = Notation(names=real_names(["x", "y"]))
KNOWN = "This problem uses: x, y, a, b, n."


@pytest.mark.parametrize(
    ("marked", "notation", "message", "suggestion"),
    table(
        [
            ("∑_{i=1}^n i + ¦i", EXPRESSION, "I do not know the name 'i'.", KNOWN, "an index behind its sum"),
            ("sum(i, i, 1, ¦i)", EXPRESSION, "I do not know the name 'i'.", KNOWN, "an index in its bound"),
            (
                "¦sum(x)",
                EXPRESSION,
                "A sum needs a name that counts, and from where to where.",
                "Write sum(i^2, i, 1, n).",
                "no bounds",
            ),
            (
                "2¦∏_{i=1} i",
                EXPRESSION,
                "A product needs a name that counts, and from where to where.",
                "Write prod(i, i, 1, n).",
                "no upper bound",
            ),
            (
                "¦∫ x^2",
                EXPRESSION,
                "It is not said over which name this integral goes.",
                "Write dx at its end, or integral(x^2, x).",
                "no differential",
            ),
            ("∫ t d¦t", EXPRESSION, "I do not know the name 't'.", KNOWN, "an unknown variable"),
            (
                "¦∫ x dx",
                PLAIN,
                "An integral that is not worked out cannot be used in this answer.",
                "Write the integral itself.",
                "an integral",
            ),
            (
                "¦d/dx (x^2)",
                PLAIN,
                "A derivative that is not worked out cannot be used in this answer.",
                "Write the derivative itself.",
                "a derivative",
            ),
            (
                "¦grad(x, x)",
                PLAIN,
                "grad cannot be used in this answer.",
                "Write the derivative itself.",
                "grad",
            ),
            ("¦T", MATRIX, "This T means nothing here.", "Delete it.", "a T that raises nothing"),
            (
                "lambda¦'",
                MATRIX,
                "A prime transposes a matrix, and lambda is none.",
                "Write a derivative itself.",
                "a prime behind a number",
            ),
            ("w_¦k", MATRIX, "I do not know the name 'k'.", None, "an index that is not known"),
            ("¦lambda_i", MATRIX, "I do not know the name 'lambda_i'.", None, "an index of a number"),
            ("¦||w", MATRIX, "This | is never closed.", "Write |x|, or abs(x).", "a norm"),
            ("A[1, 2, 3]", MATRIX, "An entry has one or two indices.", "Write x_i or A_ij.", "three indices"),
            (
                "E¦[X",
                CHANCE,
                "This bracket is never closed.",
                "Add the ] that belongs to it.",
                "an expectation",
            ),
            (
                "¦Cov(X)",
                CHANCE,
                "Cov takes 2 arguments, and 1 is given here.",
                "Write Cov(X, Y).",
                "one of two",
            ),
            (
                "¦Exp(2) + 1",
                LAW,
                "A distribution cannot stand here.",
                "A number or an expression belongs here.",
                "a sum of laws",
            ),
            (
                "2 + 3",
                LAW,
                "This asks for a distribution.",
                "Write its name with its parameters, such as N(0, 1) or Exp(2).",
                "no law",
            ),
        ]
    ),
)
def test_a_form_that_is_not_whole_is_refused_at_its_place(marked, notation, message, suggestion):
    text = marked.replace("¦", "")
    with pytest.raises(ResponseError) as caught:
        read(text, notation)
    assert caught.value.message == message
    assert suggestion is None or caught.value.suggestion == suggestion
    if "¦" in marked:
        assert caught.value.position == marked.index("¦")


def test_a_word_of_mathematics_stays_a_product_of_declared_names():
    notation = Notation(names=real_names(["s", "u", "m", "l", "g"]))
    assert shape(parse("sum", notation)) == "(* s u m)"
    assert shape(parse("lg", notation)) == "(* l g)"
    assert shape(parse("lg 8", Notation())) == "(log 8 10)"


def test_a_word_is_never_split_where_the_question_says_so():
    notation = Notation(names=real_names(["x", "y"]), products="whole")
    assert shape(parse("2x y", notation)) == "(* 2 x y)"
    with pytest.raises(ResponseError, match="I do not know the name 'xy'"):
        parse("xy", notation)


@pytest.mark.parametrize("kind", ["plain", "latex"])
def test_the_notation_may_say_which_dialect_it_is(kind):
    notation = Notation(names=real_names(["x", "y"]), dialect=kind)
    if kind == "latex":
        assert shape(parse("x^{2y}", notation)) == "(^ x (* 2 y))"
    else:
        with pytest.raises(ResponseError, match="cannot read the character"):
            parse("\\frac{1}{2}", notation)


def test_a_function_of_a_module_is_one_whatever_is_declared():
    notation = Notation(names=real_names(["gamma", "Gamma", "n"]))
    assert shape(parse("math.gamma(n)", notation)) == "(gamma n)"
    assert shape(parse("Gamma gamma(n)", notation)) == "(* Gamma gamma n)"


def test_infinity_is_a_word_where_the_question_has_it():
    notation = Notation("number", constants=frozenset({"inf"}))
    assert [shape(parse(text, notation)) for text in ("oo", "∞", "infinity", "np.inf")] == ["inf"] * 4


@pytest.mark.parametrize("text", ["sum(i^2, i, 1, 3)", "∑_{k=0}^∞ 1/2^k", "prod(k, k, 1, 5)"])
def test_a_bound_index_does_not_keep_a_number_from_being_one(text):
    assert read(text, Notation("number")).tree == parse(text, Notation("number"))


@pytest.mark.parametrize(
    "text, plain, why",
    [
        ("50%", "50/100", "percent are hundredths"),
        ("2.5 %", "2.5/100", "a blank before the sign"),
        (r"$50\%$", "50/100", "the sign as LaTeX escapes it"),
        ("1,000", "1000", "digits in groups of three"),
        ("-12,345.50", "-12345.50", "a sign before them, a decimal behind"),
        (r"1{,}000", "1000", "a comma that LaTeX sets without a gap"),
        (r"1\,000\,000", "1000000", "thin spaces between the groups"),
    ],
    ids=lambda value: value if " " in value else None,
)
def test_a_number_is_read_as_people_write_it(text, plain, why):
    assert to_plain(parse(text, Notation("number"))) == plain


@pytest.mark.parametrize(
    "marked, message, suggestion, why",
    [
        ("1|,00", "A comma separates entries here.", "For a decimal write 1.00.", "no group of three"),
        (
            "12|,345 + 1",
            "A comma separates entries here.",
            "For a whole number write 12345, for a decimal write 12.345.",
            "a sum is no single number",
        ),
        (
            "3 |1/2",
            "Two numbers stand side by side.",
            "For a mixed number write 3 + 1/2, for a product 3*1/2.",
            "a mixed number could be a product",
        ),
        (
            "5 % |3",
            "A number cannot stand directly behind this.",
            "Write *3 for a product, ^3 for a power.",
            "remainder",
        ),
    ],
)
def test_a_number_that_could_be_two_things_is_refused(marked, message, suggestion, why):
    with pytest.raises(ResponseError) as caught:
        parse(marked.replace("|", ""), Notation("number"))
    assert (caught.value.message, caught.value.suggestion) == (message, suggestion), why
    assert caught.value.position == marked.index("|"), why
