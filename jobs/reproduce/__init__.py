"""Reproduces the evaluation of the Octopus paper (arXiv 2405.17221) with octosim: docs/reproduce.md."""
import pathlib
import sys

# What it shares with whoever looks at traces lies beside jobs/.
_ANALYSIS = str(pathlib.Path(__file__).resolve().parent.parent.parent / "analysis")
if _ANALYSIS not in sys.path:
    sys.path.append(_ANALYSIS)
