"""Texts → terms, without a segmenter: words of the lexicon, and words that the texts themselves give away.

What the lexicon does not know is found as new words are found classically: a string of characters is a word where it
is frequent, where its characters hang together more than chance (pointwise mutual information over every cut of it;
Church and Hanks 1990) and where many different characters stand on either side (branching entropy; Jin and
Tanaka-Ishii 2006). Set phrases are taken whole before anything else is looked at. Digits, masks and punctuation end
a run of characters, so no term holds a part of one.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from sanbai_nlp.lexicon import Category, Hit, Lexicon
from sanbai_nlp.outline import fold

Words = Callable[[str], Iterable[str]]

_LONGEST = 8  # characters of a new word
_FEWEST = 4  # occurrences of a new word; more in more text, where chance repeats more strings
_MORE = 60  # … as many as the root of the text's length by this
_COHESION = 3.0  # nats that its weakest cut must hold
_FREEDOM = 0.9  # nats of entropy that either side must have
_MOST_WORDS = 5  # of a segmenter in one term of the lexicon
_UNKNOWN = 1.6  # what a character outside every word costs; a word costs about 1

_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u67cf\u67d1-\u9fff]+")  # all but 某, a mask where it is not folded too
_TERM = re.compile(r"(?![零〇一二三四五六七八九十百千万亿两]+$)[^\W\d_某]{2,}")
_TERMS = (Category.SUBJECT, Category.PART, Category.THING, Category.STAGE, Category.DOCUMENT)
# These are words as well, and keep new words from growing out of their halves, but they say what is done to a subject.
_VERBS = (Category.VERB, Category.CREATING, Category.HOLDING)


class TermReader:
    """Cuts texts into terms; new words are learnt from the texts it is made with.

    Args:
        texts: the texts to learn from, which are those to be cut.
        lexicon: whose words are terms.
        words: a segmenter, from a text to its words, that takes the place of new words; set phrases are kept from it,
            words in a row that spell a term of the lexicon (执法 检查) are that term, and what it gives that is no term
            (one character, digits, punctuation) is left out.
    """

    def __init__(self, texts: Sequence[str], lexicon: Lexicon, words: Words | None = None) -> None:
        self._lexicon = lexicon
        self._words = words
        self._stop = stop_words(lexicon)
        self._costs: dict[str, float] = {}
        known, runs = self._known(texts)
        whole = self._whole(known)
        self._compounds = frozenset(whole)
        if words is None:
            edges = (*lexicon.words.keywords.edges, *(word for word in self._stop if len(word) > 1))
            counts = {**new_words(runs, edges), **whole}
            self._costs = {word: 1 - count / (1 + sum(counts.values())) for word, count in counts.items()}

    def read(self, text: str) -> list[str]:
        """The terms of a text, in their order, repeated as often as they occur."""
        return [term for piece, whole in self._pieces(fold(text)) for term in ([piece] if whole else self._cut(piece))]

    def _cut(self, piece: str) -> Iterator[str]:
        if self._words:
            found: Iterable[str] = self._joined(list(self._words(piece)))
        else:
            found = chain.from_iterable(map(self._cheapest, _RUN.findall(piece)))
        return (word for word in found if _TERM.fullmatch(word) and word not in self._stop)

    def _joined(self, words: Sequence[str]) -> Iterator[str]:
        """A segmenter's words, those in a row that spell a term of the lexicon as one."""
        at = 0
        while at < len(words):
            ends = range(min(at + _MOST_WORDS, len(words)), at + 1, -1)
            end = next((end for end in ends if "".join(words[at:end]) in self._compounds), at + 1)
            yield "".join(words[at:end])
            at = end

    def _pieces(self, folded: str) -> Iterator[tuple[str, bool]]:
        """The set phrases of a text, and what stands between them."""
        place = 0
        for hit in _apart(self._lexicon.scan(folded)[Category.PHRASE]):
            yield folded[place : hit.start], False
            phrase = folded[hit.start : hit.end]
            if phrase not in self._stop:
                yield phrase, True
            place = hit.end
        yield folded[place:], False

    def _known(self, texts: Iterable[str]) -> tuple[Counter[str], list[str]]:
        """The words of the lexicon in the texts, and the runs of characters that the texts are made of."""
        known: Counter[str] = Counter(dict.fromkeys((*self._lexicon.words.keywords.terms, *self._stop), 1))
        runs: list[str] = []
        for text in texts:
            for piece, whole in self._pieces(fold(text)):
                if not whole:
                    hits = self._lexicon.scan(piece)
                    known.update(piece[hit.start : hit.end] for of in (*_TERMS, *_VERBS) for hit in hits[of])
                    runs += _RUN.findall(piece)
        return known, runs

    def _whole(self, known: Counter[str]) -> dict[str, int]:
        """Without single characters, and without a verb and its object (办理代表建议), which are two words."""
        return {
            word: count
            for word, count in known.items()
            if len(word) > 1
            and not any(word[:at] in self._stop and word[at:] in known for at in range(2, len(word) - 1))
        }

    def _cheapest(self, run: str) -> list[str]:
        """The words of the run's cheapest cut: the fewest words and loose characters, frequent words first."""
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(run) + 1):
            options = [(best[end - 1][0] + _UNKNOWN, end - 1)]
            for start in range(max(0, end - 2 * _LONGEST), end - 1):
                cost = self._costs.get(run[start:end])
                if cost is not None:
                    options.append((best[start][0] + cost, start))
            best.append(min(options))
        words, end = [], len(run)
        while end:
            start = best[end][1]
            words.append(run[start:end])
            end = start
        return words[::-1]


def stop_words(lexicon: Lexicon) -> frozenset[str]:
    """The words that are no terms: those that say how and not what, verbs, units, hedges, and what announces plans."""
    words = lexicon.words
    done, promised = words.achievements, words.commitments
    kept = {term for terms in done.kinds.values() for term in terms}
    verbs = {word for word in (*done.verbs, *done.creating, *done.holding) if word not in kept}
    said = (*words.keywords.stop, *promised.adverbs, *promised.plans, *promised.openings, *words.shortcomings.cues)
    return frozenset((*verbs, *said, *lexicon.units)) - frozenset(words.keywords.terms)


def new_words(runs: Sequence[str], edges: Collection[str] = ()) -> dict[str, int]:
    """The strings of these runs that behave as words, with how often they occur; none begins or ends with an edge.

    Args:
        runs: stretches of Chinese characters without anything between them.
        edges: characters and words that join words, and are no part of one.
    """
    fewest = max(_FEWEST, int(math.sqrt(sum(map(len, runs))) / _MORE))
    counts, barred = _counts(runs, fewest), frozenset(edges)
    total = sum(count for string, count in counts.items() if len(string) == 1)
    frequent = {string: count for string, count in counts.items() if len(string) > 1 and _content(string, barred)}
    firm = {string: count for string, count in frequent.items() if _cohesion(string, counts, total) >= _COHESION}
    free = _freedom(runs, firm)
    found = {string: count for string, count in firm.items() if free[string] >= _FREEDOM}
    return _independent(found, fewest / 2)


def _counts(runs: Iterable[str], fewest: int) -> Counter[str]:
    """Every string of up to `_LONGEST` characters that is frequent; a long one only where its parts are."""
    counts: Counter[str] = Counter()
    for run in runs:
        counts.update(run)
    kept = set(counts)
    for size in range(2, _LONGEST + 1):
        longer: Counter[str] = Counter(
            run[at : at + size]
            for run in runs
            for at in range(len(run) - size + 1)
            if run[at : at + size - 1] in kept and run[at + 1 : at + size] in kept
        )
        kept = {string for string, count in longer.items() if count >= fewest}
        counts.update({string: longer[string] for string in kept})
    return counts


def _content(string: str, barred: frozenset[str]) -> bool:
    cuts = range(1, len(string) + 1)
    return not any(string[:at] in barred or string[-at:] in barred for at in cuts)


def _cohesion(string: str, counts: Counter[str], total: int) -> float:
    """How much oftener than by chance its parts stand together, at the weakest cut."""
    parts = max(counts[string[:at]] * counts[string[at:]] for at in range(1, len(string)))
    return math.log(counts[string] * total / parts)


def _freedom(runs: Iterable[str], strings: Mapping[str, int]) -> dict[str, float]:
    """The entropy of each string's neighbours, on the side where it is less; an end of a run is the neighbour `""`."""
    before: dict[str, Counter[str]] = defaultdict(Counter)
    behind: dict[str, Counter[str]] = defaultdict(Counter)
    for run in runs:
        for start in range(len(run)):
            for end in range(start + 2, min(start + _LONGEST, len(run)) + 1):
                string = run[start:end]
                if string in strings:
                    before[string][run[start - 1 : start]] += 1
                    behind[string][run[end : end + 1]] += 1
    return {string: min(_entropy(before[string]), _entropy(behind[string])) for string in strings}


def _entropy(neighbours: Counter[str]) -> float:
    """In nats; each end of a run counts as a neighbour of its own, for what stands there could be anything."""
    total = neighbours.total()
    inside = sum(count * math.log(count) for neighbour, count in neighbours.items() if neighbour)
    return math.log(total) - inside / total


def _independent(found: Mapping[str, int], apart: float) -> dict[str, int]:
    """Without those that occur outside one longer word less often than `apart`."""
    inside: Counter[str] = Counter()
    for string, count in found.items():
        parts = {string[start:end] for start in range(len(string)) for end in range(start + 2, len(string) + 1)}
        for part in parts - {string}:
            if part in found:
                inside[part] = max(inside[part], count)
    return {string: count for string, count in found.items() if count - inside[string] >= apart}


def _apart(hits: Iterable[Hit]) -> Iterator[Hit]:
    """The leftmost of overlapping hits, and the longest of those."""
    place = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= place:
            yield hit
            place = hit.end
