"""What goes wrong, in words for the user: file or table, what is there, what is needed."""


class AnalysisError(Exception):
    """One line for the user.  Commands print it and end with status 2."""


class BadFile(AnalysisError):
    """A file that is no whole trace of a schema that this package reads."""


class OnlyRanks(BadFile):
    """The folder of a run that goes on, was saved or was killed: it has files of single ranks, and no trace of them all."""


class Missing(AnalysisError):
    """The trace is whole, but was recorded at a level that leaves out what is asked for, or has no such table."""


class TooLarge(AnalysisError):
    """More rows than fit the memory that was allowed: ask for fewer columns or rows, or go through chunks."""


# What h5py raises for a file that is damaged.
DAMAGE = (OSError, RuntimeError, KeyError, ValueError, TypeError, SystemError)
