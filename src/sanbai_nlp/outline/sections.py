"""What a heading announces: plans, or problems."""

import re
from collections.abc import Sequence
from functools import lru_cache

from sanbai_nlp.lexicon import Lexicon


class SectionWords:
    """Knows headings of plans (下一步打算, 今后努力方向) and of problems (存在的问题), and their counterexamples."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = lexicon.words.outline
        ahead, ends, tasks, nouns = map(_joined, (words.ahead, words.plans, words.tasks, words.problems))
        # 下一步工作, 问题和下步打算, 把来年的活计排上日程 announce plans; 明确工作思路，畅通机制 and 做好立法计划 do not.
        # Years that lie ahead are written 明年 here. Without any year to compare with, only tasks tell:
        # 2024年工作重点, but not 2023年工作重点完成情况.
        self._plans = re.compile(
            rf"(?:^|[、和与及，的暨把]|谋划|明确|理清|安排|部署|展望|做好|抓好|办好|完成|迈向)(?:{ahead})"
            rf"|(?:{ends})(?:$|，)|(?:^|[，和与])(?:20\d\d|20\d?\*+|\*{{2,4}})年度?的?(?:{tasks}|[、和与的])+$"
        )
        # 存在的不足, 正视问题短板, 不足和明年考虑, 差距看得见 announce problems; 补齐短板, 解决突出问题 are work.
        self._problems = re.compile(
            rf"(?:存在|查找|查短|查|找|查摆|正视|直面|剖析|检视|自身|主要)的?.{{0,6}}(?:{nouns})"
            rf"|(?:^|[、和与及的，暨])(?:{nouns})(?:[和与及、暨]|{nouns}|原因|分析|剖析)*"
            rf"(?:$|[，改努打考整]|{ahead}|[看摆亮找在藏][^，、]{{1,4}}$|不(?:回避|遮|掩|躲|护)[^，、]{{0,3}}$)"
            r"|[还尚仍](?:差在?|缺什么|欠|放不下)"
        )
        self._work = re.compile(r"整改|补齐|补短板|聚焦|解决|破解|化解|攻坚|针对|回应|突出问题|整治|排查")
        self._lacks = re.compile(rf"(?:{_joined(lexicon.words.shortcomings.cues)})$")

    def plans(self, title: str) -> bool:
        """Whether a heading announces what will be done."""
        return bool(self._plans.search(title))

    def problems(self, title: str) -> bool:
        """Whether a heading announces what is lacking."""
        return bool(self._problems.search(title)) and not self._work.search(title)

    def announced(self, path: Sequence[str]) -> tuple[bool, bool, int]:
        """(plans, problems, place in the path) of the innermost heading that announces either, -1 where none does.

        Below one of problems and plans a point that names a lack (人才引育的办法不多) is one of problems.
        """
        for place in range(len(path) - 1, -1, -1):
            plans, problems = self.plans(path[place]), self.problems(path[place])
            if plans or problems:
                if plans and problems and any(self._lacks.search(title) for title in path[place + 1 :]):
                    return False, True, place
                return plans, problems, place
        return False, False, -1


@lru_cache(maxsize=8)
def section_words(lexicon: Lexicon) -> SectionWords:
    """The patterns of a lexicon, compiled once."""
    return SectionWords(lexicon)


def _joined(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)"
