"""Pipelines and tools that people already have: spaCy, Label Studio, doccano."""
