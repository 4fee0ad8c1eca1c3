"""Files → text: formats, encodings, newlines."""

from sanbai_nlp.reading.decoding import Decoded, decode, normalise
from sanbai_nlp.reading.files import READERS, Material, Reader, read_archive, read_bytes, read_file, read_members
from sanbai_nlp.reading.formats import Format, detect
from sanbai_nlp.reading.zips import Limits, Member, walk_zip

__all__ = [
    "READERS",
    "Decoded",
    "Format",
    "Limits",
    "Material",
    "Member",
    "Reader",
    "decode",
    "detect",
    "normalise",
    "read_archive",
    "read_bytes",
    "read_file",
    "read_members",
    "walk_zip",
]
