"""The wheel that mypyc compiles says what the interpreter says, character by character."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sanbai_nlp import Parser
from sanbai_nlp.evaluation import load_gold

ROOT = Path(__file__).resolve().parent.parent
REPORTS = 12

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler: the compiled wheel cannot be built here"),
]

READ = """
import json, sys
import sanbai_nlp
from sanbai_nlp.outline import view
parser = sanbai_nlp.Parser()
texts = json.load(sys.stdin)
print(json.dumps({"file": view.__file__, "reports": [parser.parse(text).model_dump_json() for text in texts]}))
"""


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the compiled package, built from the sdist so that nothing is left in the checkout."""
    folder = tmp_path_factory.mktemp("compiled")
    build = [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, env={**os.environ, "SANBAI_COMPILE": "1"})
    (wheel,) = folder.glob("*.whl")
    shutil.unpack_archive(wheel, folder / "site", "zip")
    return folder / "site"


def test_the_compiled_parse_is_the_interpreted_parse(compiled: Path) -> None:
    paths = sorted((ROOT / "data" / "annotated" / "dev").glob("*.jsonl"))[:REPORTS]
    texts = [gold.text for path in paths for gold in load_gold(path)]
    environment = {**os.environ, "PYTHONPATH": str(compiled)}
    done = subprocess.run(
        [sys.executable, "-c", READ],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        cwd=compiled,
    )
    said = json.loads(done.stdout)
    assert said["file"].endswith(".so")
    assert Path(said["file"]).is_relative_to(compiled)
    parser = Parser()
    assert said["reports"] == [parser.parse(text).model_dump_json() for text in texts]
