"""What a lexicon file may say: one pydantic model, so that every mistake has a name and a place.

Every section is optional. A file laid over another adds to its lists and replaces single values of its tables.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import CoreSchema, core_schema

from sanbai_nlp.schema import DepartmentKind, DocumentKind, Level, Modifier, Stage, TimeKind

_SHORTEST, _LONGEST = 1, 60

Term = Annotated[str, StringConstraints(min_length=_SHORTEST, max_length=_LONGEST)]


class _ListOfTerms:
    """Says to pydantic what `list[Term]` is, which it would work out anew for each of sixty lists: 15 ms of a start."""

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: object) -> CoreSchema:
        return core_schema.list_schema(core_schema.str_schema(min_length=_SHORTEST, max_length=_LONGEST))


Terms = Annotated[list[str], _ListOfTerms]


class _Section(BaseModel):
    # An absent section is made by `model_construct`, which needs no validator of its own.
    model_config = ConfigDict(extra="forbid", defer_build=True)


class Quantities(_Section):
    """Measure words, hedges, and the words after a number that only look like a measure word."""

    units: dict[str, Terms] = {}
    before: dict[Modifier, Terms] = {}
    after: dict[Modifier, Terms] = {}
    not_units: Terms = []


class Times(_Section):
    """Time words that need no number, and words for a year that a month may follow."""

    words: dict[TimeKind, Terms] = {}
    years: Terms = []


class DepartmentParts(_Section):
    """The parts that names of one kind are built from.

    `bare` stand alone; `regional` need a place or another organ before them; `inner` only continue a name;
    `suffixes` end a name whose beginning is free, after a place.
    """

    bare: Terms = []
    regional: Terms = []
    inner: Terms = []
    suffixes: Terms = []


class FixedDepartment(_Section):
    """A name that is known as a whole, such as 国务院."""

    term: Term
    kind: DepartmentKind
    level: Level | None = None
    name: Term | None = None
    members: Terms = []


class Divisions(_Section):
    """Divisions of a house, or committees of a congress: what they see to (`functions`), and how their names end."""

    functions: Terms = []
    endings: Terms = []


class Departments(_Section):
    """Organs: parts by kind, whole names, conventions for canonical names, and what ends a name on its left.

    `boundaries` stand before names; those that are also `inside` may be part of one (监督检查 of 市监督检查中心).
    """

    parts: dict[DepartmentKind, DepartmentParts] = {}
    fixed: list[FixedDepartment] = []
    canonical: dict[Term, Term] = {}
    boundaries: Terms = []
    inside: Terms = []
    not_after: dict[Term, Terms] = {}
    not_before: dict[Term, Terms] = {}
    generic: Terms = []
    nationwide: Terms = []
    divisions: Divisions = Field(default_factory=Divisions.model_construct)
    committees: Divisions = Field(default_factory=Divisions.model_construct)


class Places(_Section):
    """Administrative divisions by level."""

    names: dict[Level, Terms] = {}


class Documents(_Section):
    """Known laws and rules by kind, the endings that decide the kind of a title in 《》, and endings that are none."""

    known: dict[DocumentKind, Terms] = {}
    endings: dict[DocumentKind, Terms] = {}


class Legislation(_Section):
    """The words for each stage of a regulation's way, and those that say that a step is under way or still to come."""

    stages: dict[Stage, Terms] = {}
    planned: Terms = []
    in_progress: Terms = []


class Achievements(_Section):
    """The subject matter of each kind, and the verbs and objects that make a statement one of work done."""

    kinds: dict[Term, Terms] = {}
    houses: dict[Term, Terms] = {}
    devoted: Terms = []
    weak: Terms = []
    fields: Terms = []
    verbs: Terms = []
    creating: Terms = []
    holding: Terms = []
    things: Terms = []
    making: Terms = []
    launching: Terms = []
    generic: Terms = []
    courses: Terms = []
    activities: Terms = []


class Commitments(_Section):
    """What announces a promise, and what makes 将 the one that means "take".

    `openings` (今后, 下一步) open a clause that promises something; `plans` (拟, 力争) stand before what is planned.
    Behind 将 the `adverbs`, and before anything but a verb of `disposal` the words of `future`, make it "will".
    """

    adverbs: Terms = []
    openings: Terms = []
    plans: Terms = []
    future: Terms = []
    disposal: Terms = []


class Shortcomings(_Section):
    """What admits a shortcoming: `cues` say what is lacking, `confessions` (坦率地说) open a sentence that does."""

    cues: Terms = []
    confessions: Terms = []


class Keywords(_Section):
    """What is a keyword: `terms` are, `stop` words are none, and no new word begins or ends with one of `edges`."""

    terms: Terms = Field(default_factory=list)
    stop: Terms = Field(default_factory=list)
    edges: Terms = Field(default_factory=list)


class Outline(_Section):
    """The words by which title lines, salutations, closings, lead sentences, sections of plans or problems are known."""

    titles: Terms = []
    duty: Terms = []
    salutations: Terms = []
    preambles: Terms = []
    closings: Terms = []
    ahead: Terms = []
    plans: Terms = []
    tasks: Terms = []
    problems: Terms = []
    lead_adverbs: Terms = []
    lead_verbs: Terms = []


class LexiconFile(_Section):
    """One lexicon file."""

    phrases: Terms = []
    remove: Terms = []
    quantities: Quantities = Field(default_factory=Quantities.model_construct)
    times: Times = Field(default_factory=Times.model_construct)
    departments: Departments = Field(default_factory=Departments.model_construct)
    places: Places = Field(default_factory=Places.model_construct)
    documents: Documents = Field(default_factory=Documents.model_construct)
    legislation: Legislation = Field(default_factory=Legislation.model_construct)
    achievements: Achievements = Field(default_factory=Achievements.model_construct)
    commitments: Commitments = Field(default_factory=Commitments.model_construct)
    shortcomings: Shortcomings = Field(default_factory=Shortcomings.model_construct)
    outline: Outline = Field(default_factory=Outline.model_construct)
    keywords: Keywords = Field(default_factory=Keywords.model_construct)
