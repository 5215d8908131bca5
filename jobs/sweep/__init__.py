"""octosim sweep: an experiment over many values of its settings.  docs/sweeps.md"""
