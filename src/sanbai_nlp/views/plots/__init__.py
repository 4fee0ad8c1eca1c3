r"""Figures of reports, made with matplotlib (`pip install "sanbai-nlp[notebook]"`), in Chinese on any machine.

Every function draws on `ax`, or on a figure of its own size where that is None, and returns the Axes:
`plots.stages(reports).figure.savefig("立法进度.pdf")`. None of them shows a window or changes matplotlib's settings.
Where there is nothing to draw, the Axes says so.

>>> import sanbai_nlp
>>> report = sanbai_nlp.parse("一、依法履职\n组织宪法宣誓**人次，任前考试5场。")
>>> axes = sanbai_nlp.plots.intervals(report)
>>> axes.get_title(loc="left")
'各类业绩的数量合计'
"""

from sanbai_nlp.views.plots.bounds import intervals
from sanbai_nlp.views.plots.pipeline import stages
from sanbai_nlp.views.plots.shares import dimensions
from sanbai_nlp.views.plots.terms import keywords

__all__ = ["dimensions", "intervals", "keywords", "stages"]
