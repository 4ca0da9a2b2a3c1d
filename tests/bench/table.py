"""The table that is printed: a row for each measurement."""
from dataclasses import dataclass, field
from statistics import median

from processes import NotMeasured

COLUMNS = ("", "Afterword", "other", "ratio", "spread", "target", "", "cost")
WIDTHS = (50, 11, 11, 6, 6, 8, 6, 14)


@dataclass(frozen=True)
class Target:
    """sign is ≥ or ≤; the bound holds for the ratio or, when there is none, for the value."""

    sign: str
    bound: float
    unit: str = ""

    def __str__(self):
        return f"{self.sign} {self.bound:g}{self.unit}"

    def word(self, value):
        met = value >= self.bound if self.sign == "≥" else value <= self.bound
        return "met" if met else "missed"


@dataclass
class Row:
    """What the rounds gave: numbers of Afterword, and of what stands beside it if something
    does. costs: processor time of a request in µs, of both sides."""

    name: str
    unit: str
    target: Target | None = None
    once: bool = False  # one round says it all
    ours: list = field(default_factory=list)
    theirs: list = field(default_factory=list)
    our_costs: list = field(default_factory=list)
    their_costs: list = field(default_factory=list)
    note: str = ""

    def add(self, ours, theirs):
        """A round of loads; theirs may be None."""
        self.ours.append(ours.rate)
        self.our_costs.append(ours.cost)
        if ours.refused:
            self.note = "some refused: the queue was full"
        if theirs:
            self.theirs.append(theirs.rate)
            self.their_costs.append(theirs.cost)

    def ratio(self):
        """None also where the other is nothing."""
        return median(self.ours) / median(self.theirs) if any(self.theirs) else None

    def cells(self):
        ratio = self.ratio()
        judged = median(self.ours) if ratio is None else ratio
        spread = (max(self.ours) - min(self.ours)) / (median(self.ours) or 1)
        costs = [f"{median(c):.0f}" for c in (self.our_costs, self.their_costs) if any(c)]
        return (
            self.name,
            number(median(self.ours), self.unit),
            number(median(self.theirs), self.unit) if self.theirs else "",
            "" if ratio is None else f"{ratio:.2f}",
            f"{spread:.0%}" if len(self.ours) > 1 else "",
            str(self.target or ""),
            self.target.word(judged) if self.target else "",
            " / ".join(costs) + (" µs" if costs else ""),
        )


def filled(row):
    """A step of a row whose rounds another row's steps have added."""

    def step():
        if not row.ours:
            raise NotMeasured("that which it is told by was not")

    return step


def number(value, unit):
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}{unit}"


def line(cells):
    name, *others = cells
    padded = [cell.rjust(width) for cell, width in zip(others, WIDTHS[1:])]
    return " ".join([name.ljust(WIDTHS[0]), *padded]).rstrip()


def head(title):
    print(f"\n{line((title, *COLUMNS[1:]))}", flush=True)


def show(row):
    print(line(row.cells()) + (f"  ({row.note})" if row.note else ""), flush=True)


def show_failure(name, why):
    print(f"{name.ljust(WIDTHS[0])} not measured: {why}", flush=True)
