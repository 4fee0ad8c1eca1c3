"""Files → text: formats, encodings, newlines."""

from sanbai_nlp.reading.decoding import Decoded, decode, normalise
from sanbai_nlp.reading.files import READERS, Material, Reader, read_bytes, read_file
from sanbai_nlp.reading.formats import Format, detect

__all__ = [
    "READERS",
    "Decoded",
    "Format",
    "Material",
    "Reader",
    "decode",
    "detect",
    "normalise",
    "read_bytes",
    "read_file",
]
