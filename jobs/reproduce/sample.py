"""Values over seeds, as octosim_analysis has them."""
from octosim_analysis.sample import Sample, geomean

__all__ = ["Sample", "geomean"]
