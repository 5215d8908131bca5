"""What `octosim report` and `octosim watch` start: python3 -B analysis/octosim_viewer report|watch ..."""
import os
import pathlib
import sys

# A reader must not hold a lock on what a run is about to open.  HDF5 reads this when it is loaded.
os.environ.setdefault("HDF5_USE_FILE_LOCKING", "FALSE")
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from octosim_viewer.command import main  # noqa: E402  (the two lines above must come first)

sys.exit(main(sys.argv[1:]))
