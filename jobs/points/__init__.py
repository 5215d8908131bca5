"""What octosim reproduce and octosim sweep share: points, how a program is run, schedulers, files that are whole."""
