"""What can go wrong, by who caused it."""


class BadInput(Exception):
    """The user's fault; one line says which file or option, its value, what is allowed.  Exit status 2."""


class Failed(Exception):
    """The machine's fault, or a run that failed.  Exit status 1."""
