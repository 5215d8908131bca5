"""What goes wrong, in words for the user: file or table, what is there, what is needed."""
from octosim_analysis.errors import AnalysisError as BadInput  # one line for the user; the command ends with status 2

__all__ = ["BadInput"]
