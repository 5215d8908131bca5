"""How pictures look: as all those of octosim_analysis."""
from octosim_analysis.style import COLOURS, HATCHES, STATE_COLOURS, STATE_NAMES, bars, close, colours, new, pyplot

__all__ = ["COLOURS", "HATCHES", "STATE_COLOURS", "STATE_NAMES", "bars", "close", "colours", "new", "pyplot"]
