"""What a heading announces: plans, or problems."""

import re
from functools import lru_cache

from sanbai_nlp.lexicon import Lexicon


class SectionWords:
    """Knows headings of plans (下一步打算, 今后努力方向) and of problems (存在的问题), and their counterexamples."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = lexicon.words.outline
        ahead, ends, nouns = map(_joined, (words.ahead, words.plans, words.problems))
        # 下一步工作, 问题和下步打算 announce plans; 明确工作思路，畅通机制 and 做好立法计划 do not.
        self._plans = re.compile(
            rf"(?:^|[、和与及，的暨]|谋划|明确|理清|安排|部署|展望|做好)(?:{ahead})|(?:{ends})(?:$|，)"
        )
        # 存在的不足, 正视问题短板 announce problems; 补齐短板, 解决突出问题 are work.
        self._problems = re.compile(
            rf"(?:存在|查找|查短|查|找|查摆|正视|直面|剖析|检视|自身|主要)的?.{{0,6}}(?:{nouns})|(?:^|[、和与及的，])(?:{nouns})(?:[和与及、]|{nouns}|原因|分析|剖析)*(?:$|[，下今改努打])"
        )
        self._work = re.compile(r"整改|补齐|补短板|聚焦|解决|破解|化解|攻坚|针对|回应|突出问题|整治|排查")

    def plans(self, title: str) -> bool:
        """Whether a heading announces what will be done."""
        return bool(self._plans.search(title))

    def problems(self, title: str) -> bool:
        """Whether a heading announces what is lacking."""
        return bool(self._problems.search(title)) and not self._work.search(title)


@lru_cache(maxsize=8)
def section_words(lexicon: Lexicon) -> SectionWords:
    """The patterns of a lexicon, compiled once."""
    return SectionWords(lexicon)


def _joined(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)"
