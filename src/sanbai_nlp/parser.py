"""From text to `Report`: the stages in order."""

from collections.abc import Sequence

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.mentions import Finder, MentionReader
from sanbai_nlp.outline import read_outline
from sanbai_nlp.schema import Document, Report


class Parser:
    def __init__(self, lexicon: Lexicon | None = None, finders: Sequence[Finder] = ()) -> None:
        self.lexicon = lexicon or Lexicon.default()
        self._mentions = MentionReader(self.lexicon, finders)

    def parse(self, text: str) -> Report:
        outline = read_outline(text, self.lexicon)
        m = self._mentions.read(outline)
        return Report(text=text, title=None, reporter=None, department=m.house.unit, period=None, blocks=outline.blocks, headings=outline.headings,
            quantities=tuple(q for r in m.readings for _, q in r.quantities), times=tuple(q for r in m.readings for _, q in r.times),
            departments=m.departments, documents=tuple(Document(name=w.name, kind=w.kind, draft=w.draft, stage=None, steps=(), mentions=tuple(x.mention for x in w.mentions), rule=w.rule) for w in m.works),
            achievements=(), commitments=(), shortcomings=(), warnings=(*outline.warnings, *m.warnings))
