"""What goes wrong, in words for the user: file or table, what is there, what is needed."""


class BadInput(Exception):
    """One line for the user; the command ends with status 2."""
