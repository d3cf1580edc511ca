"""Random mathematics whose every value is recorded by name, built backwards from nice answers."""

from __future__ import annotations

from gradcheck_exercises.draw.datasets import Dataset
from gradcheck_exercises.draw.draw import TRIES, Draw
from gradcheck_exercises.draw.matrices import LeastSquares, LinearSystem
from gradcheck_exercises.draw.networks import Network
from gradcheck_exercises.draw.polynomials import ConvexQuadratic, Polynomial
from gradcheck_exercises.draw.probability import Chain, Distribution
from gradcheck_exercises.draw.records import Parameter
from gradcheck_exercises.draw.spectra import Eigen, SingularValues
from gradcheck_exercises.draw.stream import STREAM_VERSION

__all__ = [
    "STREAM_VERSION",
    "TRIES",
    "Chain",
    "ConvexQuadratic",
    "Dataset",
    "Distribution",
    "Draw",
    "Eigen",
    "LeastSquares",
    "LinearSystem",
    "Network",
    "Parameter",
    "Polynomial",
    "SingularValues",
]
