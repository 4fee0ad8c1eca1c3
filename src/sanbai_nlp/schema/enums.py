"""The closed vocabularies of the contract, with the values of the annotation guideline (`docs/guideline.md`)."""

from enum import StrEnum


class Role(StrEnum):
    """What a block is in its report (guideline, section 2)."""

    TITLE = "title"
    SALUTATION = "salutation"
    PREAMBLE = "preamble"
    HEADING = "heading"
    BODY = "body"
    CLOSING = "closing"
    SIGNATURE = "signature"
    OTHER = "other"


class Style(StrEnum):
    """How a heading is numbered: 一、 · （一） · 1. · 1、 · （1） · ① · 一是 · 第一， · no marker."""

    CN_COMMA = "cn_comma"
    CN_PAREN = "cn_paren"
    ARABIC_DOT = "arabic_dot"
    ARABIC_COMMA = "arabic_comma"
    ARABIC_PAREN = "arabic_paren"
    CIRCLED = "circled"
    SHI = "shi"
    DI = "di"
    PLAIN = "plain"


class Dimension(StrEnum):
    """What a body block speaks to (guideline, section 3)."""

    WORK = "工作业绩"
    CONDUCT = "作风形象"
    INTEGRITY = "廉洁"


class Modifier(StrEnum):
    """How a quantity's number is hedged (guideline, section 4)."""

    EXACT = "exact"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    ABOUT = "about"
    AT_MOST = "at_most"


class TimeKind(StrEnum):
    """A day or month, a stretch, or a rhythm (guideline, section 5)."""

    POINT = "point"
    PERIOD = "period"
    RECURRING = "recurring"


class Level(StrEnum):
    """The administrative level of a department."""

    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"


class DepartmentKind(StrEnum):
    """What sort of organ a department is (guideline, section 6)."""

    CONGRESS = "congress"
    STANDING_COMMITTEE = "standing_committee"
    SPECIAL_COMMITTEE = "special_committee"
    WORKING_OFFICE = "working_office"
    PARTY = "party"
    GOVERNMENT = "government"
    SUPERVISION = "supervision"
    COURT = "court"
    PROCURATORATE = "procuratorate"
    CPPCC = "cppcc"
    MASS = "mass"
    INSTITUTION = "institution"
    MEDIA = "media"
    ENTERPRISE = "enterprise"
    COLLECTIVE = "collective"
    OTHER = "other"


class DocumentKind(StrEnum):
    """What sort of text a document is (guideline, section 7)."""

    LOCAL_REGULATION = "local_regulation"
    LAW = "law"
    PARTY_RULE = "party_rule"
    INTERNAL_RULE = "internal_rule"
    DOCUMENT = "document"


class Stage(StrEnum):
    """The stages of a local regulation, in the order in which it passes them (guideline, section 7)."""

    LISTED = "listed"
    INITIATED = "initiated"
    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    FIRST_READING = "first_reading"
    SECOND_READING = "second_reading"
    THIRD_READING = "third_reading"
    PASSED = "passed"
    REPORTED = "reported"
    APPROVED = "approved"
    IN_FORCE = "in_force"


class Status(StrEnum):
    """Whether a step is done, under way or planned."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"


class Basis(StrEnum):
    """What makes a statement an achievement (guideline, section 8)."""

    COUNTED = "counted"
    LEGISLATIVE = "legislative"
    DELIVERED = "delivered"
    HONOURED = "honoured"


class CommitmentKind(StrEnum):
    """A general promise, or a definite future act (guideline, section 9)."""

    PLEDGE = "pledge"
    PLAN = "plan"


class WarningCode(StrEnum):
    """What a parse could not settle."""

    NUMBERING = "numbering"
    MASK_ROLE = "mask_role"
    SEVERAL_REPORTS = "several_reports"
    AMBIGUOUS_TIME = "ambiguous_time"
    UNRESOLVED_NAME = "unresolved_name"
    ENCODING = "encoding"
