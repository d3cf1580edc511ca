r"""Markdown with LaTeX as HTML with MathML: no script, no network, and every text of a person escaped."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from latex2mathml import exceptions
from latex2mathml.converter import convert
from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

_REFUSED: tuple[type[Exception], ...] = tuple(
    value for value in vars(exceptions).values() if isinstance(value, type) and issubclass(value, Exception)
)
# These put an address, a style or an attribute into the page: nothing that is shown needs them.
_OPEN = {"[": "square", "&#x0005B;": "square", "(": "round", "&#x00028;": "round"}
_MATRIX = re.compile(
    r"<mo[^>]*>(?P<open>[\[(]|&#x0005B;|&#x00028;)</mo>"
    r"<mtable[^>]*>(?P<rows>(?:(?!<mtable).)*?)</mtable>"
    r"<mo[^>]*>(?P<close>[\])]|&#x0005D;|&#x00029;)</mo>"
)
_SIGN = re.compile(
    r"(<mo[^>]*>(?:[=,(\[≈]|&lt;|&gt;|&#x0003[CDE];|&#x0226[45];|&#x02248;|&#x0002C;|&#x00028;|&#x0005B;)</mo>)"
    r"<mo>(&#x02212;|-)</mo>"
)
_CELL = re.compile(r'<mtd columnalign="left"><mi />(?:<mo>(?P<minus>&#x02212;|-)</mo>)?')
_PRIME = re.compile(r"<msup>(<mi>[^<]*</mi>)<mi>(&#x0203[234];)</mi></msup>")
_BACK = '<mspace width="negativethinmathspace" />'  # unknown to browsers; a minus behind it would be infix
_BARE = re.compile(r'<mo( stretchy="false")?>(&#x0007C;|&#x022A4;)</mo>')  # a bar, a transpose
_SUM = re.compile(r"<msub(?P<sup>sup)?>(?P<scripts><mo>&#x02211;</mo>(?:(?!<msub).)*?)</msub(?(sup)sup)>")
_LOW = re.compile(  # nothing inside is higher than a letter: stretched over a descender, brackets double
    r'<mo stretchy="true" fence="true" form="prefix">(?P<open>[^<]*)</mo>'
    r'(?P<inside>(?:(?!stretchy="true"|<m(?:frac|sup|subsup|sqrt|root|table|under|underover|over)[ >]).)*)'
    r'<mo stretchy="true" fence="true" form="postfix">(?P<close>[^<]*)</mo>'
)
_WORD = re.compile(
    r"(?P<before></m(?:i|n|row|frac|sup|sub|sqrt)>|<mo>&#x02202;</mo>)?(?P<script><m(?:sup|sub|subsup)>)?"
    r"<(?P<tag>m[io])(?P<limits> movablelimits=\"true\")?>(?P<word>[A-Za-z]{2,})</(?P=tag)>"
    r"(?=(?(script)(?:(?:<mrow>)?<m[in]>[^<]*</m[in]>(?:</mrow>)?){1,2}</m(?:sup|sub|subsup)>)"  # a script
    r"(?P<beside>(?:<mrow>|<m(?:sup|sub|subsup)>)*<m(?:i|n|frac|sqrt)[ >])?)"
)
_SENTENCE = re.compile(r'(<math [^>]*display="inline">(?:(?!</math>).)*</math>[.,;:?!]+)')  # kept on one line
_ATTRIBUTES = re.compile(r"\\(href|url|style|class|cssId|html\w*)(?![A-Za-z])")


@lru_cache(maxsize=4096)
def formula(latex: str, *, display: bool = False) -> Markup:
    r"""The formula as MathML; as its LaTeX in a code element where it cannot be converted.

    >>> formula(r"\left\{ x")
    Markup('<code>\\left\\{ x</code>')
    """
    if not _ATTRIBUTES.search(latex):
        try:
            rows = latex.replace("{aligned}", "{split}")  # the name that the converter knows
            made = _CELL.sub(_begun, convert(rows, display="block" if display else "inline"))
            if "\\" not in made:  # a command that it does not know is left as it is
                return Markup(_drawn(made))  # noqa: S704 (latex2mathml escapes the text)
        except (*_REFUSED, IndexError, KeyError, ValueError, RecursionError):
            pass
    return Markup("<code>{}</code>").format(latex)


def _drawn(mathml: str) -> str:
    """The same formula, looking right without a font for mathematics: brackets, primes, signs, names."""
    plain = mathml.replace(_BACK, "").replace("<mo>&#x02026;</mo>", "<mi>&#x02026;</mi>")
    primed = _PRIME.sub(r'<mrow>\1<mo lspace="0" rspace="0">\2</mo></mrow>', _lowered(plain))
    signed = _SIGN.sub(r'\1<mo form="prefix">\2</mo>', primed)
    summed = _SUM.sub(_limited, _BARE.sub(r'<mo\1 lspace="0" rspace="0">\2</mo>', signed))
    return _MATRIX.sub(_bracketed, _WORD.sub(_spaced, summed))


def _lowered(mathml: str) -> str:
    """The same with brackets around low contents as high as the letters, from the inside outwards."""
    prefix, postfix = (f'<mo stretchy="false" form="{form}">' for form in ("prefix", "postfix"))
    lower = _LOW.sub(rf"{prefix}\g<open></mo>\g<inside>{postfix}\g<close></mo>", mathml)
    return lower if lower == mathml else _lowered(lower)


def _limited(match: re.Match[str]) -> str:
    """A sum whose limits go above and below it where there is room, between brackets too."""
    tag = "munderover" if match.group("sup") else "munder"
    return f"<{tag}>{match.group('scripts')}</{tag}>"


def _begun(match: re.Match[str]) -> str:
    """A cell of lines of working: at the left as CSS has it, a minus at its start a sign."""
    minus = match.group("minus")
    return '<mtd style="text-align: left">' + (f'<mo form="prefix">{minus}</mo>' if minus else "")


def _spaced(match: re.Match[str]) -> str:
    """The name of a function, such as ln, with a thin space where a letter or a number stands beside it.

    The space of a name with a script is drawn behind the script.
    """
    before, script, limits, word = (
        match.group(name) or "" for name in ("before", "script", "limits", "word")
    )
    left = ".17em" if before else "0"
    right = ".17em" if match.group("beside") else "0"
    return f'{before}{script}<mo{limits} lspace="{left}" rspace="{right}">{word}</mo>'


def _bracketed(match: re.Match[str]) -> str:
    """A matrix whose brackets the page's style draws; the signs stay for those who listen."""
    before, rows, after = match.group("open", "rows", "close")
    kind = f"matrix {_OPEN[before]}"
    return (
        f'<mo class="fence">{before}</mo><mtable class="{kind}">{rows}</mtable><mo class="fence">{after}</mo>'
    )


class PageRenderer(IPythonRenderer):
    """Renders an author's Markdown for a page that stands alone."""

    def heading(self, text: str, level: int, **attrs: object) -> str:
        """A heading, below the page's own two levels and without a link to itself."""
        rank = min(level + 2, 6)
        return f"<h{rank}>{text}</h{rank}>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """The image's description: the page loads nothing."""
        return html.escape(text)

    def block_mermaidjs(self, code: str) -> str:
        """The code itself: drawing it would need a script."""
        return f"<pre><code>{html.escape(code)}</code></pre>\n"

    def block_math(self, body: str) -> str:
        return str(formula(body.strip(), display=True))

    def inline_math(self, body: str) -> str:
        return str(formula(body.strip()))

    def latex_environment(self, name: str, body: str) -> str:
        return str(formula(rf"\begin{{{name}}}{body}\end{{{name}}}", display=True))


@lru_cache(maxsize=4096)
def markdown(text: str) -> Markup:
    """An author's Markdown as HTML; HTML inside is shown, not obeyed.

    >>> markdown("Is *b* < 1?")
    Markup('<p>Is <em>b</em> &lt; 1?</p>\\n')
    """
    made = MarkdownWithMath(renderer=PageRenderer(escape=True)).render(text)
    return Markup(_SENTENCE.sub(r'<span class="unbroken">\1</span>', made))  # noqa: S704 (escape=True)
