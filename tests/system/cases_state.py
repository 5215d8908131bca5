"""octosim state: what clusters and TBUs were working on when a run was stopped."""
import re

import command
from cases_bad_input import refuses
from cases_good_paths import ER, SHORT


def state_of_a_stopped_run(octosim):
    """Every TBU of a cluster is told once, with its Task Block; the same on any ranks and at any level of the trace."""
    octosim.run(ER, "one", *SHORT, "--until", "1000000")
    text = octosim.succeeds("state", "one").out
    clusters = re.findall(r"^cluster (\d+): works on sub-OWG \d", text, re.M)
    assert clusters == [str(number) for number in range(8)], text
    tbus = re.findall(r"^  TBU (\d+) +(\w+) +for sub-OWG \d+, \d+ packets under way", text, re.M)
    assert len({number for number, _ in tbus}) == len(tbus) > 8, text
    assert all(re.match(r"[A-Z]", block) for _, block in tbus), "by name"
    assert re.search(r"because (its|work|enough|the)", text), text
    assert re.search(r"^  queue of sub-OWG \d+: \w+ -> \w+ +\d+ packets +\d+ B", text, re.M), text
    octosim.run(ER, "two", *SHORT, "--until", "1000000", "--set", "trace.level=summary", ranks=2)
    assert octosim.succeeds("state", "two/trace.h5", ranks=2).out == text
    one = octosim.succeeds("state", "one", "--cluster", "3").out
    assert one in text and one.startswith("cluster 3:") and one.count("cluster ") == 1, one
    divided = ("--set", "schedule.cluster=static", "--set", "schedule.balance=none", "--set", "schedule.cluster_size=0")
    octosim.run(ER, "static", *SHORT, *divided, "--until", "1000000")
    assert octosim.succeeds("state", "static").out.startswith("cluster 0: TBUs are divided"), "nothing is chosen there"


def state_of_a_whole_run(octosim):
    octosim.run(ER, "out", *SHORT)
    assert "queue of" not in octosim.succeeds("state", "out").out, "nothing is left"


def bad_state(octosim):
    octosim.run(ER, "out", *SHORT)
    refuses(octosim, ["state", "out", "--cluster", "8"], ["--cluster 8", "0 .. 7"], ranks=(0,))
    refuses(octosim, ["state", "nowhere"], ["nowhere"])
    refuses(octosim, ["state", ER], ["er_chiplet.toml"], ranks=(0,))


CASES = {body.__name__: command.Case(body, processors=2) for body in (state_of_a_stopped_run, state_of_a_whole_run, bad_state)}
