"""Draw the pictures of the README: `make pictures`."""

from pathlib import Path

import matplotlib as mpl

import sanbai_nlp
from sanbai_nlp import plots

HERE = Path(__file__).resolve().parent
YEARS = HERE.parent.parent / "data" / "samples" / "years"


def main() -> None:
    """What five years of the sample house add up to."""
    mpl.use("Agg")
    reports = [report for path in sorted(YEARS.glob("*.txt")) for report in sanbai_nlp.parse_file(path)]
    plots.intervals(reports, most=12).figure.savefig(HERE / "intervals.png", dpi=120)
    print(HERE / "intervals.png")


if __name__ == "__main__":
    main()
