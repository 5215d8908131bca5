"""Names of the codes in the columns of a trace; tests compare them with the `help` of the columns."""

SIDES = ("north", "south", "east", "west", "own CBU")
MESHES = ("data", "control")
REASONS = ("input empty", "output full", "executed threshold", "interval", "work became ready", "controller")
# 13 and 14 lie side by side in the help of `kind`; the names are those of /summary@control_bytes_<kind>.
KINDS = ("requests_input_empty", "requests_output_full", "grants", "configuration", "fetches", "offers", "accepts", "polls",
         "loads", "owners", "triggers", "handovers", "reports", "moves", "memory", "frames", "controller", "flows")
# What a TBU does: every cycle of it is one of these.  `open`: idle since its last packet, not attributed yet; at the end of a run: done.
STATES = ("busy", "configuring", "loading", "starved", "blocked", "port", "open")

# (table, column) -> names of its values 0, 1, ...
NAMES: dict[tuple[str, str], tuple[str, ...]] = {
    ("/network/links", "mesh"): MESHES, ("/network/totals", "mesh"): MESHES, ("/network/links", "side"): SIDES,
    ("/control/links", "side"): SIDES, ("/control/links", "kind"): KINDS, ("/control/totals", "kind"): KINDS,
    ("/clusters/switches", "reason"): REASONS, ("/clusters/state", "reason"): REASONS}


def reason_name(code: int) -> str:
    """Of a code of REASONS; `start` of -1, what a cluster began with; the number of one that is not known here."""
    return REASONS[code] if 0 <= code < len(REASONS) else "start" if code < 0 else str(code)
