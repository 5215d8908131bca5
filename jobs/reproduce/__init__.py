"""Reproduces the evaluation of the Octopus paper (arXiv 2405.17221) with octosim: docs/reproduce.md."""
