"""A module for each study, of the same name: `make(results, program)` gives its Outcome."""
