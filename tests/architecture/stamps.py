"""What was found clean stays clean until a file it reaches, or how it is looked at, changes: one empty file a unit."""
import concurrent.futures
import hashlib
import os
import re

import tree

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.M)


def _reached(path, seen):
    """Adds `path` and the project's files it includes, directly or not, to `seen`: path -> text."""
    if path in seen or not (tree.ROOT / path).is_file():
        return
    seen[path] = tree.read(path)
    for name in INCLUDE.findall(seen[path]):
        _reached(name, seen)


def key_of(paths, *how):
    """A hash of the files at `paths`, of all they include, and of the texts `how`."""
    files = {}
    for path in paths:
        _reached(path, files)
    digest = hashlib.sha256()
    for part in (*how, *(f"{name}\0{files[name]}" for name in sorted(files))):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


class Stamps:
    """The stamps of the units `keys` (unit -> key) in `folder`."""

    def __init__(self, folder, keys):
        self._folder, self._keys = folder, keys
        folder.mkdir(exist_ok=True)

    def look(self, at):
        """Looks at every unit without a stamp, on all cores: `at(unit)` says (0 if it is clean, what to print if not).  How many it
        looked at, and how many were not clean."""
        todo = [unit for unit, key in self._keys.items() if not (self._folder / key).exists()]
        bad = 0
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for unit, (status, found) in zip(todo, pool.map(at, todo)):
                if status == 0:
                    (self._folder / self._keys[unit]).touch()
                else:
                    bad += 1
                    print(found, flush=True)
        return len(todo), bad

    def forget_others(self):
        """Removes the stamps of what is no longer there."""
        for stamp in self._folder.iterdir():
            if stamp.name not in self._keys.values():
                stamp.unlink()
