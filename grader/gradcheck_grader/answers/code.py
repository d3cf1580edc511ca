"""A Python function that a learner writes. It runs in the sandbox; what it gave is judged here, as data."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gradcheck_grader.answers.code_results import Miss, misses, printed_inputs, slope_misses
from gradcheck_grader.answers.judging import undecided, unreadable
from gradcheck_grader.errors import AnswerError, ResponseError
from gradcheck_grader.feedback import RIGHT
from gradcheck_grader.feedback import code as say
from gradcheck_grader.notation import Notation
from gradcheck_grader.reading import Reading, read
from gradcheck_grader.sandbox import Bounds, Ended, Fault, Report, SandboxError, shared
from gradcheck_grader.sandbox.inside.encoding import cleaned
from gradcheck_grader.syntax.code import Signature, signature_of
from gradcheck_grader.syntax.tree import Apply, Name, Node
from gradcheck_grader.verdict import Evidence, Outcome, Verdict

ORDINARY = "ordinary inputs"
SLOPES, UNCHANGED, FAST = "gradient check", "inputs left unchanged", "speed"
_MOST_EVIDENCE = 6
# The same code on the same trials, as it is judged beside each slip, runs once.
_RECENT: deque[tuple[str, tuple[Trial, ...], Report]] = deque(maxlen=8)


@dataclass(frozen=True, slots=True)
class Trial:
    """One call on these inputs; the trials of a group earn their share of the credit together.

    inputs  numbers, texts, lists, NumPy arrays; Function(source) where a function is called for.
    """

    inputs: tuple[Any, ...]
    group: str = ORDINARY


@dataclass(frozen=True, slots=True)
class Slopes:
    """The results are the slopes of this loss: checked by central differences, apart from the reference.

    loss  of the inputs of a trial, a number; it runs here, never in the sandbox.
    by    for each result, which input it is the gradient by, counted from 0.
    """

    loss: Callable[..., Any]
    by: tuple[int, ...] = (0,)
    tolerance: float = 1e-4


@dataclass(frozen=True, slots=True)
class Speed:
    """On these inputs the function may compute at most so many times as long as the solution does."""

    inputs: tuple[Any, ...]
    ratio: float = 10.0


@dataclass(frozen=True, slots=True)
class Code:
    """A Python function of this name and these parameters.

    signature  such as "mse_grad(X, y, w)".
    solution   source of a right one; it is shown as the answer, and judged right by the answer itself.
    reference  what the function has to give for the inputs of a trial: a function, which runs here, or the
               source of one, which runs in the sandbox.
    outputs    the names of the results, where the function gives a tuple; none for a single one.
    tolerance  the relative error that an entry may have.        dtype  that results must have; "" for any.
    slopes, speed   further groups of tests.    may_change_inputs  False makes leaving them alone a group.
    bounds     of the sandbox, for all trials together.

    Right earns 1; else the share of the groups that pass, and nothing where no group of values does.
    Raises AnswerError for a signature or trials that do not fit.
    """

    signature: str
    solution: str
    reference: Callable[..., Any] | str
    trials: tuple[Trial, ...] = field(compare=False)
    outputs: tuple[str, ...] = field(default=(), kw_only=True)
    tolerance: float = field(default=1e-6, kw_only=True)
    dtype: str = field(default="", kw_only=True)
    slopes: Slopes | None = field(default=None, kw_only=True)
    speed: Speed | None = field(default=None, kw_only=True, compare=False)
    may_change_inputs: bool = field(default=False, kw_only=True)
    bounds: Bounds = field(default=Bounds(), kw_only=True)
    notation: Notation = field(init=False, repr=False)

    def __post_init__(self) -> None:
        try:
            wanted = signature_of(self.signature)
        except ValueError as error:
            raise AnswerError(f"{error}.") from error
        if not self.trials:
            raise AnswerError(f"{wanted} is never tried. Give it trials.")
        for trial in self.trials:
            if not wanted.needed <= len(trial.inputs) <= len(wanted.parameters):
                raise AnswerError(f"{wanted} is tried with {len(trial.inputs)} inputs.")
        object.__setattr__(self, "notation", Notation("code", signature=self.signature))

    @property
    def wanted(self) -> Signature:
        """The signature, taken apart."""
        return signature_of(self.signature)

    def judge(self, response: str) -> Verdict:
        """The verdict on a response.

        >>> answer = Code("double(x)", "double = lambda x: 2 * x", lambda x: 2 * x, (Trial((3,)),))
        >>> answer.judge("def double(x):\\n    return x + x").outcome
        <Outcome.RIGHT: 'right'>
        """
        try:
            reading = read(response, self.notation)
        except ResponseError as error:
            return unreadable(error)
        verdict = self.decide(reading.tree)
        if verdict.outcome is Outcome.UNREADABLE:
            return verdict
        return replace(verdict, read_as=reading.plain)

    def decide(self, response: Node) -> Verdict:
        """Outcome, credit, feedback and evidence for code that was read; undecided where ours failed."""
        source = _text(response)
        try:
            report = self._run(source)
            ended = self._without_results(report, source)
            return ended or self._of_groups(self._groups(report, source), report)
        except SandboxError as error:
            return undecided(Evidence("limit", note=str(error)))

    def expected(self) -> list[Any]:
        """What the reference gives for each trial; None where its source has no value."""
        if not isinstance(self.reference, str):
            return [self.reference(*trial.inputs) for trial in self.trials]
        report = self._run(self.reference)
        values = [None if call.fault or call.unsendable else call.value for call in report.calls]
        return values + [None] * (len(self.trials) - len(values))

    def reference_text(self) -> str:
        """The source of the solution."""
        return self.solution

    def reference_reading(self) -> Reading:
        """The solution as it is read and shown."""
        return read(self.solution, self.notation)

    def with_reference(self, reference: object) -> Code:
        """The same question, where that is right which this source gives on the same inputs.

        Raises AnswerError for a source that cannot be read.
        """
        source = str(reference)
        try:
            read(source, self.notation)
        except ResponseError as error:
            raise AnswerError(f"{error.message} {error.suggestion}") from error
        return replace(
            self, solution=source, reference=source, slopes=None, speed=None, may_change_inputs=True, dtype=""
        )

    def _run(self, source: str) -> Report:
        for known, trials, report in tuple(_RECENT):
            if known == source and trials is self.trials:
                return report
        calls = [trial.inputs for trial in self.trials]
        report = shared().run(source, self.wanted.name, calls, bounds=self.bounds)
        if report.ended is not Ended.WAITED:
            _RECENT.append((source, self.trials, report))
        return report

    def _without_results(self, report: Report, source: str) -> Verdict | None:
        """The verdict on code without a single result, or ended by the clock; None for other code."""
        if report.ended is Ended.WAITED:
            return undecided(Evidence("limit", note=say.WAITED))
        if report.fault is not None:
            if report.fault.type in ("SyntaxError", "IndentationError") and report.fault.line:
                return unreadable(_syntax_error(report.fault, source))
            return _failed(_fault_sentence(report.fault, source), report)
        if report.parameters is None and report.ended is Ended.FINISHED:
            return _failed(say.NO_FUNCTION, report)
        if not report.calls and report.ended is not Ended.FINISHED:
            return _failed(self._ending(report), report)
        return None

    def _groups(self, report: Report, source: str) -> dict[str, list[Miss]]:
        """What is amiss in each group of tests, empty where it passes; values first."""
        found: dict[str, list[Miss]] = {trial.group: [] for trial in self.trials}
        compared = 0
        for number, (trial, needed) in enumerate(zip(self.trials, self.expected(), strict=True)):
            if needed is None and isinstance(self.reference, str):
                continue
            compared += 1
            found[trial.group] += self._missed(report, number, needed, source)
        if not compared:
            return {group: [Miss("result", sentence=say.NO_FUNCTION)] for group in found}
        values_pass = not any(found.values())
        if self.slopes is not None:
            first = found[self.trials[0].group]
            found[SLOPES] = first[:1] or self._slope_misses(report)
        if not self.may_change_inputs:
            changed = {index for call in report.calls for index in call.changed}
            names = [name for index, name in enumerate(self.wanted.parameters) if index in changed]
            found[UNCHANGED] = [Miss(name, "property", say.CHANGED.format(name=name)) for name in names]
        if self.speed is not None and values_pass:
            found[FAST] = self._too_slow(source, self.speed)
        elif self.speed is not None:
            found[FAST] = _first(found)
        return found

    def _missed(self, report: Report, number: int, needed: Any, source: str) -> list[Miss]:
        """What is amiss in one call."""
        if number >= len(report.calls):
            return [Miss("result", "property", self._ending(report))]
        call = report.calls[number]
        if call.fault is not None:
            return [Miss("result", "property", _fault_sentence(call.fault, source))]
        if call.unsendable:
            return [Miss("result", "property", say.UNSENDABLE)]
        return misses(call.value, needed, self.outputs, tolerance=self.tolerance, dtype=self.dtype)

    def _slope_misses(self, report: Report) -> list[Miss]:
        """What is amiss in the slopes, for the trials of the first group."""
        slopes = self.slopes
        assert slopes is not None  # noqa: S101 - asked only where there are some
        calls = zip(self.trials, report.calls, strict=True)
        return [
            miss
            for trial, call in calls
            if trial.group == self.trials[0].group
            for miss in slope_misses(
                call.value, self.outputs, slopes.loss, slopes.by, trial.inputs, slopes.tolerance
            )
        ]

    def _too_slow(self, source: str, speed: Speed) -> list[Miss]:
        """A miss when the code computes too long beside the solution, in a process of the same kind.

        Measured by the kernel, in seconds of computing, and again before anybody is told that it is slow.
        """
        for _ in range(3):
            mine, theirs = (self._timed(text, speed) for text in (self.solution, source))
            if theirs.ended is not Ended.FINISHED or not theirs.calls:
                break
            if missed := misses(theirs.calls[0].value, mine.calls[0].value, self.outputs, tolerance=1e-4):
                return missed  # fast, but not by computing
            if theirs.cpu_s <= speed.ratio * mine.cpu_s:
                return []
        return [Miss("result", "property", say.SLOW)]

    def _timed(self, source: str, speed: Speed) -> Report:
        return shared().run(source, self.wanted.name, [speed.inputs], bounds=self.bounds)

    def _ending(self, report: Report) -> str:
        """Why there is no result of a call."""
        done = len(report.calls)
        group = self.trials[done].group if done < len(self.trials) else ""
        match report.ended:
            case Ended.COMPUTED:
                return say.stopped(self.bounds.cpu_s, "" if group == ORDINARY else group)
            case Ended.CRASHED:
                return say.crashed(report.signal)
            case Ended.FLOODED:
                return say.flooded(self.bounds.output_mb)
            case Ended.LEFT:
                return say.LEFT
            case _:
                return say.GARBLED

    def _of_groups(self, found: dict[str, list[Miss]], report: Report) -> Verdict:
        """The verdict that the groups amount to."""
        passed = [group for group, missed in found.items() if not missed]
        failed = [group for group in found if group not in passed]
        if not failed:
            digits = len(f"{1 / self.tolerance:.0f}") - 1
            agrees = Evidence("agrees", points=len(report.calls), digits=digits, note=say.AGREES)
            return Verdict(Outcome.RIGHT, 1, RIGHT, evidence=(agrees, _level(report)))
        counts = any(trial.group in passed for trial in self.trials)
        credit = len(passed) / len(found) if counts else 0.0
        all_missed = [miss for group in failed for miss in found[group]]
        sentences = [say.groups(passed, failed)] if credit else []
        first, *others = list(dict.fromkeys(all_missed))[:_MOST_EVIDENCE]
        at = printed_inputs(self.wanted.parameters, self._first_inputs(failed))
        reasons = (first.evidence(at), *(miss.evidence({}) for miss in others), _level(report))
        outcome = Outcome.PARTLY_RIGHT if credit else Outcome.WRONG
        return Verdict(outcome, credit, "\n".join([*sentences, _told(all_missed)]), evidence=reasons)

    def _first_inputs(self, failed: Sequence[str]) -> tuple[Any, ...]:
        return next((trial.inputs for trial in self.trials if trial.group in failed), ())


def _first(found: dict[str, list[Miss]]) -> list[Miss]:
    """The first miss of all: a group that could not be tried fails for that reason."""
    return [missed[0] for missed in found.values() if missed][:1]


def _told(missed: Sequence[Miss]) -> str:
    """The first sentence, or the table of the worst entry of each result."""
    for miss in missed:
        if miss.sentence:
            return miss.sentence
    worst: dict[str, Miss] = {}
    for miss in missed:
        if miss.name not in worst or miss.error > worst[miss.name].error:
            worst[miss.name] = miss
    return say.table([miss.row() for miss in worst.values()])


def _failed(sentence: str, report: Report) -> Verdict:
    evidence = (Evidence("property", note=sentence), _level(report))
    return Verdict(Outcome.WRONG, 0, sentence, evidence=evidence)


def _level(report: Report) -> Evidence:
    """Where the code ran: recorded with every verdict, and told to nobody who does not look."""
    return Evidence("sandbox", at={"level": str(report.level)})


def _fault_sentence(fault: Fault, source: str) -> str:
    if fault.type == "MemoryError":
        return say.MEMORY
    lines = source.split("\n")
    text = cleaned(lines[fault.line - 1], 100) if 0 < fault.line <= len(lines) else ""
    return say.fault(fault.type, fault.message, fault.line, text)


def _syntax_error(fault: Fault, source: str) -> ResponseError:
    """The place of what only the compiler sees, such as return outside of a function."""
    before = source.split("\n")[: fault.line - 1]
    place = min(sum(len(line) + 1 for line in before), len(source))
    return ResponseError(
        f"This is not Python: {fault.message}.", source, place, f"Look at line {fault.line}."
    )


def _text(response: Node) -> str:
    """The text in a tree of code."""
    if isinstance(response, Apply) and response.head == "code" and isinstance(response.args[0], Name):
        return response.args[0].name
    raise AnswerError("Code is judged as it was read, by its text.")
