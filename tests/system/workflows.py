"""Small workflows and experiments for the system tests, as text."""

EXPERIMENT = """\
name = "tiny"
preset = "chiplet"

[workload]
owg = "tiny_owg.toml"
videos = 2
minutes = 0.002

[schedule]
cluster_size = 4
"""


def owg(blocks, flows):
    """`blocks`: (name, kind); a task does 10,000,000 MACs, an Expand makes two of one.  `flows`: "A -> B" texts."""
    text = ['format = 1', 'name = "TINY"', 'title = "Tiny"', "", "[[property]]", 'name = "parts"',
            'distribution = { kind = "constant", value = 2 }', 'source = "chosen"']
    for name, kind in blocks:
        text += ["", "[[block]]", f'name = "{name}"', f'kind = "{kind}"']
        text += {"task": ["macs = 10000000", 'depends = "fixed"', 'source = "chosen"'],
                 "expand": ['property = "parts"']}.get(kind, [])
    for flow in flows:
        start, _, end = flow.partition(" -> ")
        text += ["", "[[flow]]", f'from = "{start}"', f'to = "{end}"', "bytes = 64"]
    return "\n".join(text) + "\n"


GOOD = owg([("SOURCE", "source"), ("Alpha", "task"), ("Spread", "expand"), ("Beta", "task"), ("Gather", "collapse"),
            ("SINK", "sink")],
           ["SOURCE -> Alpha", "Alpha -> Spread", "Spread -> Beta", "Beta -> Gather", "Gather -> SINK"])
CYCLE = owg([("SOURCE", "source"), ("Alpha", "task"), ("Beta", "task"), ("SINK", "sink")],
            ["SOURCE -> Alpha", "Alpha -> Beta", "Beta -> Alpha", "Beta -> SINK"])
NEVER_COLLAPSED = owg([("SOURCE", "source"), ("Spread", "expand"), ("Beta", "task"), ("SINK", "sink")],
                      ["SOURCE -> Spread", "Spread -> Beta", "Beta -> SINK"])
