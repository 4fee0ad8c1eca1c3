"""Who takes part, where each is installed, and how it is made ready."""

from dataclasses import dataclass
from importlib import import_module
from typing import cast

from peers.peer import Peer


@dataclass(frozen=True)
class Tool:
    """A row of the page.

    `title` is its name there, `environment` the folder in which it is installed, `made` the class or function that makes
    it ready (module:name), `part` its part of requirements.txt.
    """

    key: str
    title: str
    environment: str
    made: str
    part: str = ""

    def ready(self) -> Peer:
        """The tool, loaded; in its own environment."""
        module, name = self.made.split(":")
        return cast("Peer", getattr(import_module(module), name)())


OURS = Tool("sanbai", "**sanbai_nlp**（编译的）", ".venv-compiled", "peers.ours:compiled")
PLAIN = Tool("sanbai-plain", "**sanbai_nlp**（纯 Python）", ".venv", "peers.ours:Sanbai")
PEERS = (
    Tool("script", "jieba 加一百多行正则", ".venv-peers", "peers.script:Script", "jieba"),
    Tool("jionlp", "JioNLP", ".venv-peers", "peers.jio:JioNLP", "jionlp"),
    Tool("recognizers", "Recognizers-Text", ".venv-peers", "peers.recognizers:Recognizers", "recognizers"),
    Tool("cn2an", "cn2an", ".venv-peers", "peers.numerals:Cn2an", "cn2an"),
    Tool("arborparser", "ArborParser", ".venv-peers", "peers.arbor:ArborParser", "arborparser"),
    Tool("lac", "LAC（ONNX）", ".venv-peers", "peers.lac:Lac", "lac"),
    Tool("spacy", "spaCy，本库训练的模型", ".venv-peers", "peers.models:spacy"),
    Tool("hanlp", "HanLP，用本库语料训练", ".venv-hanlp", "peers.models:hanlp"),
)
TOOLS = {tool.key: tool for tool in (OURS, PLAIN, *PEERS)}
