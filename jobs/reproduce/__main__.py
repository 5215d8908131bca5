"""`python3 jobs/reproduce ARGS`, what `octosim reproduce ARGS` executes."""
import pathlib
import sys

sys.path[0] = str(pathlib.Path(__file__).resolve().parent.parent)

from reproduce import command  # noqa: E402  (the folder above must be on the path first)

if __name__ == "__main__":
    sys.exit(command.main(sys.argv[1:]))
