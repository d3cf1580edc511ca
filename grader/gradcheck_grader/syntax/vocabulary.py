"""The words that a notation understands: functions, constants, and the names that a question declares."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from gradcheck_grader.errors import AnswerError
from gradcheck_grader.notation import Notation, Shape
from gradcheck_grader.syntax.characters import ACCENTED, LETTER_OF, NAME_OF, OVER, SUBSCRIPTS
from gradcheck_grader.syntax.kinds import FORMS, Forms
from gradcheck_grader.syntax.signs import signs_of
from gradcheck_grader.syntax.tree import Name, Num, num
from gradcheck_grader.syntax.words import (
    CHANCE,
    FUNCTIONS,
    JOINING,
    LAWS,
    MORE,
    SET_WORDS,
    TRUTH,
    Function,
    Word,
)

# An index that is computed, x_{n+1}, or that is a pair, w_{i,j}.
_PARTS = r"[A-Za-z0-9]+(?: *[-+,] *[A-Za-z0-9]+)*"
_LATIN = (
    rf"[A-Za-z_][A-Za-z0-9_]*(?:(?<=_)\{{ *{_PARTS} *\}}|(?<=_)\([A-Za-z0-9]+ *[-+] *[A-Za-z0-9]+\)|[₀-₉]+)?"
)
_LETTERS = rf"[{''.join(NAME_OF)}]"
_BEHIND = (
    rf"(?:[0-9]+|(?:_[A-Za-z0-9]+)*(?:_[A-Za-z0-9]+|_\{{ *{_PARTS} *\}}"
    r"|_\([A-Za-z0-9]+ *[-+] *[A-Za-z0-9]+\))|[₀-₉]+)?"
)
_GREEK = rf"{_LETTERS}{_BEHIND}"
_OVERED = rf"(?:[{''.join(ACCENTED)}]|(?:[A-Za-z]|{_LETTERS})[{''.join(OVER)}]){_BEHIND}"
_MODULE = r"(?:(?:np|numpy|math|sympy|S)\.(?:linalg\.)?(?=[A-Za-z]))?"
WORD = rf"Interval\.[RL]?open|{_OVERED}|{_MODULE}{_LATIN}|{_GREEK}|[∞∅ℝℤℕ𝔼ℙ]"
_DECLARABLE = re.compile(rf"{_LATIN}|{_GREEK}|{_OVERED}|∞")
_COMPUTED = re.compile(r"_[{(]([^{}()]*[-+,][^{}()]*)[)}]$")
_OVER_A_LETTER = re.compile(rf"([A-Za-z]|{'|'.join(LETTER_OF)})_?(hat|bar|tilde)(?=_|$)")
_LONGEST_PRODUCT = 24  # letters of a word that may be a product of names
_NO_SHAPES: dict[str, Shape] = {}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one notation.

    words      each word that is understood as it stands; declared names hide constants, those hide functions.
    declared   the declared names, in the order of the question.
    constants  the constants that the notation has.
    shapes     the shapes of declared names.
    signs      written sign -> kind of token; a sign that is not there means nothing in this notation.
    sizes      the names of dimensions.
    split      whether a word may be a product of several.
    telling    whether there are words among them that one text explains itself.
    shaped     whether there is notation of matrices and vectors.
    sorted     whether a response may have more than values in it.
    forms      what brackets and commas mean.
    """

    words: dict[str, Word]
    declared: tuple[str, ...]
    constants: frozenset[str]
    shapes: dict[str, Shape]
    signs: dict[str, str]
    split: bool = True
    telling: bool = False
    shaped: bool = False
    sorted: bool = False
    forms: Forms = FORMS["expression"]
    sizes: frozenset[str] = frozenset()

    def meaning(self, word: str) -> Word | None:
        """What a written word stands for as a whole, or None."""
        known = self.words.get(word)
        if known is not None:
            return known
        if "." in word:
            return self._in_module(word.rpartition(".")[2])
        plain = canonical(word)
        return self.words.get(plain) or self._logarithm(plain)

    def others(self) -> list[str]:
        """The names and functions that are not declared, for a person who may have meant one."""
        return [
            word
            for word, meaning in self.words.items()
            if meaning.kind in ("name", "function") and word not in self.declared
        ]

    def _in_module(self, word: str) -> Word | None:
        """np.cos and np.pi: no declared name lives in a module, so math.gamma is a function everywhere."""
        function = FUNCTIONS.get(word) or MORE.get(word)
        if function is not None and (word in self.declared or word not in self.words):
            return Word("function", "", function)
        known = self.words.get(word)
        return known if known is not None and known.text not in self.declared else None

    def with_words(self, extra: Iterable[tuple[str, Word]]) -> Vocabulary:
        """The same with words that a text explains itself, where they mean nothing yet, or are letters."""
        new = {
            word: meaning
            for word, meaning in extra
            if self._gives_way(word) and (meaning.kind == "differential" or self.pieces(word) is None)
        }
        return replace(self, words=self.words | new) if new else self

    def _gives_way(self, word: str) -> bool:
        """Whether this means nothing, or is a letter that names a function, such as sigma."""
        known = self.meaning(word)
        function = known.function if known is not None and known.kind == "function" else None
        return known is None or (function is not None and function.letter and not function.form)

    def _logarithm(self, word: str) -> Word | None:
        """log_2 and log_b: the logarithm to a base that is a number or a name."""
        if not word.startswith("log_") or len(word) > _LONGEST_PRODUCT:
            return None
        base = word[4:]
        if base.isdecimal():
            return Word("function", "", Function("log", default=Num(num(int(base)).value, base)))
        known = self.words.get(base)
        if known is None or known.kind != "name":
            return None
        # The base has no place of its own in the text: the word as a whole is where it stands.
        return Word("function", "", Function("log", default=Name(known.text)))

    def pieces(self, word: str) -> list[tuple[int, int]] | None:
        """Where to cut a word that is a product written without signs, such as xy; None if it is none.

        The longest known name wins at each place. A function may follow names (xsin) and have digits
        behind it (sin2x), but not log, whose digits could be its base. And sine is not the sin of e.
        """
        if not self.split or len(word) > _LONGEST_PRODUCT or not word.isascii():
            return None
        return self._cut(word, 0, behind="", dead=set())

    def _cut(
        self, word: str, start: int, *, behind: str, dead: set[tuple[int, str]]
    ) -> list[tuple[int, int]] | None:
        if start == len(word):
            return []
        if (start, behind) in dead:
            return None
        for end in range(len(word), start, -1):
            part = self._part(word[start:end], behind)
            if part and not (part == "digits" and word[end : end + 1].isdigit()):
                rest = self._cut(word, end, behind=part, dead=dead)
                if rest is not None:
                    return [(start, end), *rest]
        dead.add((start, behind))
        return None

    def _part(self, piece: str, behind: str) -> str:
        """What a piece of a word is, behind such another: name, function, log, digits, or nothing."""
        if piece.isdecimal():
            return "digits" if behind == "function" else ""
        known = self.words.get(piece)
        if known is None:
            return ""
        if known.kind == "function":
            if known.function is None or not known.function.bare or not piece.isalpha():
                return ""
            return "log" if piece == "log" else "function"
        if known.kind == "sign":
            return "name" if known.text == "T" else ""
        constant = piece in self.constants and len(piece) == 1
        return "" if constant and behind in ("function", "log") else "name"


def canonical(word: str) -> str:
    """The word in ASCII: λ is lambda, x₁ and x_{1} are x_1.

    >>> canonical("σ₁₂"), canonical("x_{10}"), canonical("∞")
    ('sigma_12', 'x_10', 'inf')
    """
    if word == "∞":
        return "inf"
    if computed := _COMPUTED.search(word):
        index = computed[1].replace(" ", "")
        return f"{canonical(word[: computed.start()])}_{{{index}}}"
    plain = word.replace("{", "").replace("}", "")
    if plain.isascii():
        return plain
    plain = _without_accent(plain)
    plain = NAME_OF.get(plain[0], plain[0]) + plain[1:]
    base = plain.rstrip("₀₁₂₃₄₅₆₇₈₉")
    return plain if base == plain else f"{base.rstrip('_')}_{plain[len(base) :].translate(SUBSCRIPTS)}"


def is_computed(word: str) -> bool:
    """Whether the index of a written name is computed or a pair: x_{n+1}, w_{i,j}."""
    return word[-1:] in ")}" and _COMPUTED.search(word) is not None


def _without_accent(word: str) -> str:
    """ŷ is y_hat, with what stands behind it; any other word as it is."""
    word = ACCENTED.get(word[0], word[0]) + word[1:]
    if word[1:2] not in OVER or len(word) < 2:
        return word
    behind = word[2:]
    return f"{NAME_OF.get(word[0], word[0])}_{OVER[word[1]]}{'_' if behind[:1].isdecimal() else ''}{behind}"


def vocabulary(notation: Notation) -> Vocabulary:
    """The words of a notation.

    Raises AnswerError for a declared name that nobody could write.
    """
    return _vocabulary(
        tuple(notation.names),
        notation.constants,
        notation.log,
        notation.kind,
        tuple(notation.shapes.items()) if notation.shapes else (),
        notation.products,
        len(notation.random) > 0,
    )


@lru_cache(maxsize=512)
def _vocabulary(
    names: tuple[str, ...],
    constants: frozenset[str],
    log: str,
    kind: str,
    shapes: tuple[tuple[str, Shape], ...],
    products: str,
    random: bool,
) -> Vocabulary:
    functions = {word: Word("function", "", function) for word, function in FUNCTIONS.items()}
    if log != "natural":
        functions["log"] = Word("function", "", Function("log", 1, 2, default=num(int(log))))
    for name in names:
        if not _DECLARABLE.fullmatch(name):
            raise AnswerError(f"the name {name!r} cannot be written in a response: use letters, digits and _")
    loose = _loose_spellings(names)
    own = {name: Word("name", name) for name in sorted(constants)}
    if "inf" in constants:
        own |= {word: Word("name", "inf") for word in ("oo", "infinity")}
    if kind in ("distribution", "any"):
        functions |= _law_words(everywhere=kind == "distribution")
    own |= {canonical(name): Word("name", name) for name in names}
    # A declared Sigma hides the sign of a sum that looks like it.
    own |= {LETTER_OF[name]: Word("name", name) for name in names if name in LETTER_OF}
    split = products == "split"
    products_of_names = Vocabulary(loose | own, names, constants, _NO_SHAPES, {}, split)
    special = {
        word: meaning
        for word, meaning in _special_words(kind, shapes, random=random).items()
        # A product of declared names stays one, unless this kind of answer needs the word.
        if FORMS[kind].conditions or products_of_names.pieces(word) is None
    }
    return Vocabulary(
        special | loose | functions | own,
        names,
        constants,
        dict(shapes),
        signs_of(kind, shaped=bool(shapes), random=random),
        split,
        sizes=_sizes(shapes),
        shaped=bool(shapes) or kind in ("matrix", "array", "any"),
        sorted=FORMS[kind].conditions or FORMS[kind].curly or kind == "distribution",
        forms=FORMS[kind],
    )


def _loose_spellings(names: tuple[str, ...]) -> dict[str, Word]:
    """x_1, x₁ and x1 are one name unless the question has two of them; x_bar and xbar too."""
    words: dict[str, Word] = {}
    for name in names:
        base, digits = _index_of(name)
        if base and digits:
            words.setdefault(base + digits, Word("name", name))
            words.setdefault(f"{base}_{digits}", Word("name", name))
        if over := _OVER_A_LETTER.match(name):
            for mark in ("_", ""):
                words.setdefault(f"{over[1]}{mark}{over[2]}{name[over.end() :]}", Word("name", name))
    return words


def _special_words(kind: str, shapes: tuple[tuple[str, Shape], ...], *, random: bool) -> dict[str, Word]:
    """The words that only some kinds of answer have, and those that no declared name need fear."""
    words = {word: Word("function", "", function) for word, function in MORE.items()}
    words |= {word: Word("sign", token) for word, token in JOINING.items()}
    words |= {word: Word("constant", head) for word, head in TRUTH.items()}
    words |= {"Σ": Word("sign", "∑"), "Π": Word("sign", "∏")}
    wide = kind == "any"
    if random or wide:
        words |= {word: Word("function", "", function) for word, function in CHANCE.items()}
    if FORMS[kind].curly:
        words |= SET_WORDS
    if shapes or kind == "matrix":
        words |= _shape_words(shapes)
    elif kind == "array":
        words |= _TURNING
    if wide:
        # N is a law before a bracket and a set elsewhere.
        words |= {
            word: replace(words[word], function=function)
            if word in words and words[word].kind != "function"
            else Word("function", "", function)
            for word, function in LAWS.items()
        }
    if FORMS[kind].curly and kind in ("set", "condition", "any"):
        words["U"] = Word("sign", "union", words["U"].function if "U" in words else None)
    return words


def _law_words(*, everywhere: bool) -> dict[str, Word]:
    """The laws whose words are those of functions too; everywhere, or only where a law is as likely."""
    wanted = LAWS if everywhere else {word: LAWS[word] for word in ("Gamma", "gamma")}
    return {word: Word("function", "", function) for word, function in wanted.items()}


_TURNING = {word: Word("sign", "T") for word in ("T", "top")}


def _shape_words(shapes: tuple[tuple[str, Shape], ...]) -> dict[str, Word]:
    """T, I, the names of dimensions, and the names of norms."""
    words = {size: Word("local", size) for size in _sizes(shapes)}
    words |= {word: Word("local", word) for word in ("fro", "inf")}
    words |= _TURNING
    words["Tr"] = Word("function", "", FUNCTIONS["tr"])
    return words | {"I": Word("constant", "identity")}


def _sizes(shapes: tuple[tuple[str, Shape], ...]) -> frozenset[str]:
    sizes = (size for _, shape in shapes for size in (shape.rows, shape.columns))
    return frozenset(size for size in sizes if isinstance(size, str))


def _index_of(name: str) -> tuple[str, str]:
    """A name without its index, and the digits of that index, which may be none."""
    plain = canonical(name)
    base = plain.rstrip("0123456789")
    return base.removesuffix("_"), plain[len(base) :]
