"""What a slip is told with: what went wrong, and the question that leads on. None tells the answer."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    # Rules of differentiation.
    "inner-derivative-missing": (
        "You differentiated an outer function and stopped. What is inside changes with the variable "
        "too: its derivative is one more factor."
    ),
    "product-as-product": (
        "The derivative of a product is not the product of the derivatives. Each factor takes its turn "
        "to change while the others stand still."
    ),
    "product-term-missing": (
        "In a product each factor takes its turn to be differentiated, which gives one term for each. A "
        "term is missing."
    ),
    "quotient-order": (
        "In the quotient rule the order above the line decides the sign. Which of the two products "
        "comes first?"
    ),
    "quotient-without-square": (
        "In the quotient rule, what stands below the line? The denominator appears there more than once."
    ),
    "quotient-as-quotient": (
        "The derivative of a quotient is not the quotient of the derivatives. Use the quotient rule."
    ),
    "power-not-lowered": "The exponent came in front as a factor, but what happens to the exponent itself?",
    "power-coefficient-missing": "The exponent went down by one, but it should also appear somewhere else.",
    "exponential-as-power": "The power rule is for a variable base. Here the variable is in the exponent.",
    "log-of-base-missing": "The base is not e. Which factor does another base bring?",
    "log-derivative": (
        "The logarithm is not of the variable alone. What is the derivative of ln u, and what is u here?"
    ),
    "trig-sign": "Sine and cosine turn into each other, but one of the two changes its sign. Which one?",
    "root-factor-missing": (
        "A root is a power with exponent ½. What does that exponent become when it comes in front?"
    ),
    "constant-kept": "A constant term is still there. How fast does a constant change?",
    "outer-at-inner-derivative": (
        "You put the derivative of the inside into the outside. The inside itself stays there; where "
        "does its derivative belong?"
    ),
    "outer-not-differentiated": (
        "You multiplied by the derivative of the inside, but the outside is not differentiated yet."
    ),
    "not-differentiated": "This is the function itself. How fast does it change?",
    "derivative-order": (
        "You differentiated once too often or once too little. Which derivative is asked for?"
    ),
    "integrated-instead": "You integrated. The question asks for how fast the function changes.",
    "partial-wrong-variable": (
        "You differentiated with respect to another variable. Which one is allowed to move, and which "
        "ones are held?"
    ),
    # What became of the right answer.
    "sign": "Look at the sign of the whole.",
    "sign-of-a-term": "One of the terms has the wrong sign.",
    "factor-of-two": (
        "Look for a factor of 2: a ½ in a definition, a square that was differentiated, or something "
        "that is counted twice."
    ),
    "reciprocal": "This is upside down. What is divided by what?",
    "complement": "Is this the probability of the event, or that of its opposite?",
    "percent": "Look for a factor of 100: is this a share, or is it in percent?",
    "transposed": "Rows and columns have changed places. What belongs in a row here?",
    "transpose-missing": "A transpose is missing. Check the shape of each factor.",
    "entries-swapped": "The entries are there, but not in their places. In which order are they asked for?",
    "elementwise-for-matrix-product": (
        "You multiplied entry by entry. A product of matrices takes rows times columns."
    ),
    "swapped-factors": "Matrix products do not commute. Which factor comes first?",
    "mean-for-sum": "Is a mean asked for, or a sum? Look for the number of terms.",
    "sum-for-mean": "Is a mean asked for, or a sum? Look for the number of terms.",
    "log-base": "The logarithm has another base here. Which one does the question mean?",
    "variance-for-deviation": "Look at the square root: is this a variance or a standard deviation?",
    "deviation-for-variance": "Look at the square: is this a standard deviation or a variance?",
    "joint-for-conditional": (
        "That both happen is one thing; that one happens given the other is another. By what is divided?"
    ),
    "off-by-one-index": "You are off by one. Where does the counting start, and where does it end?",
    "degrees-for-radians": "Angles are in radians here. Check the setting of your calculator.",
    "exponent-sign": "Look at the sign of an exponent.",
    "dropped-constant-factor": "A constant factor got lost. It stays where it is.",
    "squared-missing": "Something should be squared and is not.",
    "root-missing": "A square root is missing.",
}

ONE_EDIT: Mapping[str, str] = {
    "sign": "All of it is right but one sign.",
    "exponent": "All of it is right but one exponent.",
    "function": "All of it is right but one function.",
    "fraction": "All of it is right but one fraction.",
    "factor": "All of it is right but one factor.",
    "term": "All of it is right but one term.",
}
