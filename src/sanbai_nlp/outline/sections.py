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
        # 下一步工作, 问题和下步打算, 把来年的活计排上日程 announce plans; 明确工作思路，畅通机制, 做好立法计划 and
        # 办好明年春耕 do not. Years that lie ahead are written 明年 here. Without any year to compare with, only tasks
        # tell: 2024年工作重点, but not 2023年工作重点完成情况.
        self._plans = re.compile(
            rf"(?:^|[、和与及，：的暨把]|谋划|明确|理清|安排|部署|展望|迈向|面向|瞄准|着眼|迎接|关于|对)(?:{ahead})(?!以来)"
            rf"|(?:做好|抓好|办好|完成)(?:{ahead})[^，]{{0,8}}(?:工作|任务)"
            rf"|(?<!制定|落实|执行|编制|完善|细化)(?:{ends})(?:$|[，和与及])|(?:^|[、和与及])展望$|(?:想|准备|打算)[干办做]"
            rf"|(?:^|[，和与])(?:20[0-9][0-9]|20[0-9]?\*+|\*{{2,4}})年度?的?(?:{tasks}|[、和与的])+$"
        )
        # 存在的不足, 正视问题短板, 几点不足, 不足和明年考虑, 差距看得见 announce problems, and so do 还差在哪儿 and
        # 没有做好的事; 补齐短板, 解决突出问题 are work.
        self._problems = re.compile(
            rf"(?:存在|查找|查短|查|找|查摆|正视|直面|看到|认清|剖析|检视|自身|主要)的?.{{0,6}}(?:{nouns})"
            rf"|(?:^|[、和与及的，暨])(?:[几两二三四五六七八九]{{1,2}}[点个处条])?(?:{nouns})(?:[和与及、暨]|{nouns}|原因|分析|剖析)*"
            rf"(?:$|[，改努打考整对措展]|{ahead}|[看摆亮找在藏][^，、]{{1,4}}$|不(?:回避|遮|掩|躲|护)[^，、]{{0,3}}$)"
            r"|[还尚仍](?:差在?|缺什么|欠|放不下|需补)|没(?:有?|能)(?:做|办|干|管|抓)[好到成完细实]|做得不够|(?:有待|需要|亟待)改进的"
        )
        self._work = re.compile(r"整改|补齐|补短板|聚焦|解决|破解|化解|攻坚|针对|回应|突出问题|整治|排查")
        # 问题和整改措施 lists problems first, and then what will be done about them.
        self._mending = re.compile(
            r"[、和与及暨，]?(?:下一?步)?(?:的)?(?:整改|改进|解决)(?:措施|思路|举措|方向|办法|打算)?$"
        )
        self._answers = re.compile(r"[、和与及暨，].{0,6}(?:方向|思路|目标|举措|措施|对策|改进|整改|展望|打算)$")
        self._lacks = re.compile(rf"(?:{_joined(lexicon.words.shortcomings.cues)})$")

    def plans(self, title: str) -> bool:
        """Whether a heading announces what will be done; 正视不足，明确方向 does so behind problems only."""
        return bool(self._plans.search(title)) or (self._answers.search(title) is not None and self.problems(title))

    def problems(self, title: str) -> bool:
        """Whether a heading announces what is lacking."""
        return bool(self._problems.search(title)) and not self._work.search(self._mending.sub("", title))

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
