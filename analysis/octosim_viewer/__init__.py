"""octosim report and octosim watch: a trace in a page of its own, and a run while it goes on.  Reads traces by io/FORMAT.md."""
