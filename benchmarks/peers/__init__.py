"""The parse beside other tools: what each finds of what a report holds, and how fast.

PYTHONPATH=benchmarks python -m peers        (`make peers` sets up what it needs)
"""
