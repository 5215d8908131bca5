"""What a figure may need of one plan: the JSON of `octosim chunk`, without the loops."""
import json
import pathlib

from points.errors import Failed

VERSION = 1  # raise it when what is kept changes: points of older ones are run again
RESULT = "result.json"
_NO_PLAN = "no plan under a budget"
_BAD_INPUT = 2


def of_result(folder: pathlib.Path, status: int, said: str) -> dict:
    """`said`: the tail of the log.  A budget that has no plan is a result too.  \\raises Failed: there is none."""
    if status == _BAD_INPUT and _NO_PLAN in said:
        return {"version": VERSION, "plan": False, "why": said.strip().splitlines()[-1]}
    if status != 0:
        raise Failed(f"status {status}\n{said}")
    try:
        found = json.loads((folder / RESULT).read_text())
        loops = found.pop("loops")
    except (OSError, KeyError, json.JSONDecodeError) as error:
        raise Failed(f"{folder}: no whole result ({error})") from None
    return {"version": VERSION, "plan": True, **found, "loops": [f"{loop['first']}..{loop['last']}" for loop in loops]}


def is_whole(found) -> bool:
    return isinstance(found, dict) and found.get("version") == VERSION and "plan" in found
