"""What is written down of a part of a run: its files of rows, and what became of each entry. JSON in and out."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace

from sanbai_nlp.archive.source import Stamp
from sanbai_nlp.schema import Dimension


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted; dimensions are in characters of the blocks that have the label."""

    files: int = 0
    failed: int = 0
    skipped: int = 0
    bytes: int = 0
    reports: int = 0
    characters: int = 0
    work: int = 0
    conduct: int = 0
    integrity: int = 0
    review: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in self.__slots__})

    def by_dimension(self) -> dict[Dimension, int]:
        """The characters that speak to each dimension."""
        return dict(zip(Dimension, (self.work, self.conduct, self.integrity), strict=True))


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """An entry of the tree that a part holds. `again` says that a later run should try it anew."""

    path: str
    stamp: Stamp | None
    sha256: str | None
    again: bool
    counts: Counts


@dataclass(frozen=True, slots=True)
class PartFile:
    """The file of one table of a part."""

    name: str
    rows: int


@dataclass(frozen=True, slots=True)
class PartRecord:
    """A part: its number, how often it was rewritten, its files by table, and its entries."""

    part: int
    generation: int
    files: Mapping[str, PartFile]
    items: tuple[ItemRecord, ...]

    @property
    def counts(self) -> Counts:
        """Of all entries."""
        return total(item.counts for item in self.items)

    def without(self, paths: frozenset[str], files: Mapping[str, PartFile]) -> "PartRecord":
        """The record of the part after these entries were taken out of it."""
        kept = tuple(item for item in self.items if item.path not in paths)
        return replace(self, generation=self.generation + 1, files=files, items=kept)

    def to_json(self) -> str:
        """As one line."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "PartRecord":
        """Read what `to_json` wrote."""
        data = json.loads(text)
        files = {table: PartFile(**file) for table, file in data["files"].items()}
        return cls(data["part"], data["generation"], files, tuple(map(_item, data["items"])))


@dataclass(slots=True)
class _ItemData:
    path: str
    stamp: list[int] | None
    sha256: str | None
    again: bool
    counts: dict[str, int] = field(default_factory=dict)


def _item(data: dict[str, object]) -> ItemRecord:
    item = _ItemData(**data)  # type: ignore[arg-type]  # what `to_json` wrote
    stamp = None if item.stamp is None else Stamp(*item.stamp)
    return ItemRecord(item.path, stamp, item.sha256, item.again, Counts(**item.counts))


def total(counts: Iterable[Counts]) -> Counts:
    """The sum."""
    return sum(counts, start=Counts())
