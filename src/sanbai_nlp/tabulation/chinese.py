"""What the values of the closed vocabularies are called in Chinese, for headings, filters and legends."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from sanbai_nlp.schema import (
    Basis,
    CommitmentKind,
    DepartmentKind,
    Dimension,
    DocumentKind,
    Level,
    Modifier,
    Role,
    Stage,
    Status,
    Style,
    TimeKind,
    WarningCode,
)

_WORDS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Role: {
        Role.TITLE: "标题",
        Role.SALUTATION: "称谓",
        Role.PREAMBLE: "引言",
        Role.HEADING: "小标题",
        Role.BODY: "正文",
        Role.CLOSING: "结语",
        Role.SIGNATURE: "落款",
        Role.OTHER: "其他",
    },
    Style: {
        Style.CN_COMMA: "一、",
        Style.CN_PAREN: "（一）",
        Style.ARABIC_DOT: "1.",
        Style.ARABIC_COMMA: "1、",
        Style.ARABIC_PAREN: "（1）",
        Style.CIRCLED: "①",
        Style.SHI: "一是",
        Style.DI: "第一，",
        Style.PLAIN: "无编号",
    },
    Dimension: {dimension: dimension.value for dimension in Dimension},
    Modifier: {
        Modifier.EXACT: "恰为",
        Modifier.MORE_THAN: "多于",
        Modifier.AT_LEAST: "至少",
        Modifier.ABOUT: "约",
        Modifier.AT_MOST: "至多",
    },
    TimeKind: {TimeKind.POINT: "时点", TimeKind.PERIOD: "时段", TimeKind.RECURRING: "周期"},
    Level: {
        Level.NATIONAL: "国家级",
        Level.PROVINCE: "省级",
        Level.CITY: "市级",
        Level.COUNTY: "县级",
        Level.TOWNSHIP: "乡级",
    },
    DepartmentKind: {
        DepartmentKind.CONGRESS: "人民代表大会",
        DepartmentKind.STANDING_COMMITTEE: "人大常委会",
        DepartmentKind.SPECIAL_COMMITTEE: "专门委员会",
        DepartmentKind.WORKING_OFFICE: "工作机构",
        DepartmentKind.PARTY: "党的机构",
        DepartmentKind.GOVERNMENT: "政府部门",
        DepartmentKind.SUPERVISION: "监察机关",
        DepartmentKind.COURT: "法院",
        DepartmentKind.PROCURATORATE: "检察院",
        DepartmentKind.CPPCC: "政协",
        DepartmentKind.MASS: "群团组织",
        DepartmentKind.INSTITUTION: "事业单位",
        DepartmentKind.MEDIA: "媒体",
        DepartmentKind.ENTERPRISE: "企业",
        DepartmentKind.COLLECTIVE: "合称",
        DepartmentKind.OTHER: "其他单位",
    },
    DocumentKind: {
        DocumentKind.LOCAL_REGULATION: "地方性法规",
        DocumentKind.LAW: "法律法规",
        DocumentKind.PARTY_RULE: "党内法规",
        DocumentKind.INTERNAL_RULE: "内部制度",
        DocumentKind.DOCUMENT: "文件",
    },
    Stage: {
        Stage.LISTED: "列入计划",
        Stage.INITIATED: "启动",
        Stage.DRAFTED: "起草",
        Stage.SUBMITTED: "提请审议",
        Stage.FIRST_READING: "一审",
        Stage.SECOND_READING: "二审",
        Stage.THIRD_READING: "三审",
        Stage.PASSED: "表决通过",
        Stage.REPORTED: "报批",
        Stage.APPROVED: "批准",
        Stage.IN_FORCE: "施行",
    },
    Status: {Status.DONE: "已完成", Status.IN_PROGRESS: "进行中", Status.PLANNED: "计划"},
    Basis: {
        Basis.COUNTED: "计数",
        Basis.LEGISLATIVE: "立法",
        Basis.DELIVERED: "成果",
        Basis.HONOURED: "荣誉",
    },
    CommitmentKind: {CommitmentKind.PLEDGE: "表态", CommitmentKind.PLAN: "计划"},
    WarningCode: {
        WarningCode.NUMBERING: "编号不连续",
        WarningCode.MASK_ROLE: "掩码含义不明",
        WarningCode.SEVERAL_REPORTS: "疑有多篇报告",
        WarningCode.AMBIGUOUS_TIME: "时间有歧义",
        WarningCode.UNRESOLVED_NAME: "简称无全称",
        WarningCode.ENCODING: "编码存疑",
    },
}


Value = TypeVar("Value", bound=StrEnum)


def words_of(vocabulary: type[Value]) -> dict[Value, str]:
    """The Chinese word of each value of a vocabulary."""
    words = _WORDS[vocabulary]
    return {value: words[value] for value in vocabulary}


def chinese(vocabulary: type[StrEnum]) -> tuple[str, ...]:
    """The Chinese words of a vocabulary's values, in their order."""
    return tuple(words_of(vocabulary).values())
