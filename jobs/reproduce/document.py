"""A document of few kinds of blocks, as octosim_analysis has it."""
from octosim_analysis.document import Document

__all__ = ["Document"]
