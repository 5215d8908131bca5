"""Tables of a TOML file whose every key must be asked for; errors name file and key."""
import difflib
import pathlib
import tomllib

from points.errors import BadInput
from points.point import Value

_KINDS = {"text": str, "table": dict, "list": list, "count": int, "switch": bool}


def load(file: pathlib.Path) -> dict:
    """\\raises BadInput"""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{file}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: {error}") from None


class Table:
    """`at`: where it stands in the file, as a prefix of its keys.  Every method \\raises BadInput"""

    def __init__(self, file: pathlib.Path, table: dict, at: str = ""):
        self.file, self.table, self.at, self.known = file, table, at, set()

    def fault(self, key: str, what: str) -> BadInput:
        return BadInput(f"{self.file}: {self.at}{key} {what}")

    def take(self, key: str, kind: str, default=None, needed: bool = False):
        self.known.add(key)
        if key not in self.table:
            if needed:
                raise self.fault(key, f"is missing (must be a {kind})")
            return default
        value = self.table[key]
        if not isinstance(value, _KINDS[kind]) or (kind == "count" and (isinstance(value, bool) or value < 1)):
            raise self.fault(key, f"= {value!r} (must be a {kind})")
        return value

    def values(self, key: str, default=None) -> list:
        found = self.take(key, "list", default)
        if found and not all(isinstance(v, (str, int, float)) for v in found):
            raise self.fault(key, f"= {found!r} (must be a list of texts or numbers)")
        return found

    def settings(self, key: str) -> dict[str, Value]:
        found = self.take(key, "table", {})
        for name, value in found.items():
            if name.count(".") != 1 or not isinstance(value, (str, int, float)):
                raise self.fault(f"{key}.\"{name}\"", f"= {value!r} (must be \"section.key\" = a text or a number)")
        return found

    def inner(self, key: str, part: dict, name: str = "") -> "Table":
        return Table(self.file, part, f"{self.at}{key}{'.' if not name else '[' + name + '].'}")

    def no_more(self) -> None:
        for key in self.table:
            if key not in self.known:
                near = difflib.get_close_matches(key, self.known, 1)
                raise self.fault(key, f"is unknown (it may be {', '.join(sorted(self.known))}"
                                       f"{'; did you mean ' + near[0] + '?' if near else ''})")
