"""`python3 jobs/sweep ARGS`, what `octosim sweep ARGS` executes."""
import pathlib
import sys

if sys.version_info < (3, 11):
    sys.exit(f"octosim: error: {sys.executable} is Python {sys.version.split()[0]}; OCTOSIM_PYTHON names one from 3.11 on")

sys.path[0] = str(pathlib.Path(__file__).resolve().parent.parent)

from sweep import command  # noqa: E402  (the folder above must be on the path first)

if __name__ == "__main__":
    sys.exit(command.main(sys.argv[1:]))
