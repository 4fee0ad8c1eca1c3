"""`python -m sanbai_nlp.cli` is `sanbai`."""

from sanbai_nlp.cli.commands import main

main()
