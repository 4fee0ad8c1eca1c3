"""From text to `Report`: the stages in order."""

from collections.abc import Sequence

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.mentions import Finder, MentionReader
from sanbai_nlp.outline import read_outline
from sanbai_nlp.schema import Report
from sanbai_nlp.statements import StatementReader


class Parser:
    def __init__(self, lexicon: Lexicon | None = None, finders: Sequence[Finder] = ()) -> None:
        self.lexicon = lexicon or Lexicon.default()
        self._mentions = MentionReader(self.lexicon, finders)
        self._statements = StatementReader(self.lexicon)

    def parse(self, text: str) -> Report:
        outline = read_outline(text, self.lexicon)
        m = self._mentions.read(outline)
        st = self._statements.read(m)
        return Report(text=text, title=None, reporter=None, department=m.house.unit, period=None, blocks=outline.blocks, headings=outline.headings,
            quantities=tuple(q for r in m.readings for _, q in r.quantities), times=tuple(q for r in m.readings for _, q in r.times),
            departments=m.departments, documents=st.documents,
            achievements=st.achievements, commitments=st.commitments, shortcomings=st.shortcomings, warnings=(*outline.warnings, *m.warnings))
