"""Operator graphs from the command line: the generators' defaults, sizes, files that are read again, bad input."""
import json
import tomllib

import command
from cases_bad_input import refuses

GOLDEN = command.ROOT / "tests" / "golden" / "autochunk" / "golden.json"
# what `octosim model` makes without a size -> the block of the golden file
DEFAULTS = {("gpt",): "attention S=1024 D=768 H=12 fp16",
            ("gpt", "--seq", "4096"): "attention S=4096 D=768 H=12 fp16",
            ("evoformer",): "triangle attention N=256 C=128 H=4 d=32 fp16",
            ("evoformer", "--block", "trimult"): "triangle multiplication N=256 C=128 fp16",
            ("unet",): "unet block 1x320x64x64 heads=8 fp16",
            ("unet", "--seq", "4096"): "unet block 1x320x64x64 heads=8 fp16"}


def model_defaults_are_golden(octosim):
    golden = json.loads(GOLDEN.read_text())
    for words, block in DEFAULTS.items():
        nodes = tomllib.loads(octosim.succeeds("model", *words).out)["node"]
        ours = [n for n in nodes if n["kind"] not in ("input", "constant")]
        theirs = golden[block]["nodes"]
        assert [n["name"] for n in ours] == [n["name"] for n in theirs], words
        for a, b in zip(ours, theirs):
            assert a["shape"] == b["shape"] and a.get("weight_bytes", 0) == b["wbytes"], (words, a, b)


def model_sizes_and_files(octosim):
    """Every way, on one rank and on two; what is written is read again, and the summary adds up."""
    for words, nodes in ((("gpt", "--size", "small", "--whole", "--seq", "64"), 12 * 24 + 6),
                         (("vit", "--size", "l", "--whole"), 24 * 23 + 8),
                         (("evoformer", "--block", "full", "--seq", "32", "--msa", "8", "--layers", "2"), 2 * 147),
                         (("unet", "--block", "full", "--latent", "16"), 1116)):
        for ranks in (0, 2):
            done = octosim.succeeds("model", *words, "-o", "graph.toml", "--json", ranks=ranks)
            summary = json.loads(done.out)
            assert summary["nodes"] == nodes, (words, summary)
        text = (octosim.scratch / "graph.toml").read_text()
        graph = tomllib.loads(text)
        assert graph["format"] == "octosim-graph" and graph["version"] == 1
        assert sum(n.get("weight_bytes", 0) for n in graph["node"]) == summary["weight_bytes"], words
        again = octosim.succeeds("model", "import", "graph.toml")
        assert again.out == text, words
        assert "weights" in again.err and "GFLOP" in again.err, again


def varint(number):
    low, number = number & 127, number >> 7
    return bytes([low]) if number == 0 else bytes([low | 128]) + varint(number)


def whole(field, value):
    """A number in a protobuf message."""
    return varint(field << 3) + varint(value)


def text(field, value):
    """A text or a message in a protobuf message."""
    value = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(value)) + value


def onnx_file(op_type):
    """The bytes of an ONNX model: y = op_type(x), x a float tensor [rows, 4].  Field numbers: onnx.proto."""
    shape = text(1, text(2, "rows")) + text(1, whole(1, 4))
    x = text(1, "x") + text(2, text(1, whole(1, 1) + text(2, shape)))
    node = text(1, "x") + text(2, "y") + text(3, "the_node") + text(4, op_type)
    graph = text(1, node) + text(2, "tiny") + text(11, x) + text(12, text(1, "y"))
    return whole(1, 8) + text(7, graph) + text(8, whole(2, 17))


def model_imports_onnx(octosim):
    (octosim.scratch / "tiny.onnx").write_bytes(onnx_file("Relu"))
    done = octosim.succeeds("model", "import", "tiny.onnx", "--dim", "rows=3")
    nodes = tomllib.loads(done.out)["node"]
    assert [(n["name"], n["kind"], n["shape"], n["element_bytes"]) for n in nodes] == \
        [("x", "input", [3, 4], 4), ("the_node", "relu", [3, 4], 4)], nodes
    refuses(octosim, ["model", "import", "tiny.onnx"], ["tiny.onnx", '"rows"', "--dim rows=N"], ranks=(0, 2))
    (octosim.scratch / "odd.onnx").write_bytes(onnx_file("NonZero"))
    refuses(octosim, ["model", "import", "odd.onnx", "--dim", "rows=3"], ["odd.onnx", '"the_node" (NonZero)', "Relu"], ranks=(0,))
    (octosim.scratch / "cut.onnx").write_bytes(onnx_file("Relu")[:-3])
    refuses(octosim, ["model", "import", "cut.onnx", "--dim", "rows=3"], ["cut.onnx", "cut short"], ranks=(0,))


def bad_model(octosim):
    refuses(octosim, ["model", "gpt", "--heads", "7"], ["gpt: heads = 7", "divide dim = 768"], ranks=(0, 2))
    refuses(octosim, ["model", "gpt", "--seq", "0"], ["seq = 0", "from 1 to"], ranks=(0,))
    refuses(octosim, ["model", "gpt", "--size", "huge"], ["huge", "small, medium, large or xl"], ranks=(0,))
    refuses(octosim, ["model", "unet", "--seq", "4097"], ["seq = 4097", "square"], ranks=(0,))
    refuses(octosim, ["model", "unet", "--seq", "64", "--latent", "8"], ["--seq", "--latent"], ranks=(0,))
    refuses(octosim, ["model", "evoformer", "--block", "pair"], ["pair", "trimult"], ranks=(0,))
    refuses(octosim, ["model"], ["subcommand"], ranks=(0,))
    refuses(octosim, ["model", "gpt", "-o", "no/such/folder/g.toml"], ["no/such/folder/g.toml"], ranks=(0, 2))
    refuses(octosim, ["model", "import", "nowhere.toml"], ["nowhere.toml"], ranks=(0, 2))
    refuses(octosim, ["model", "import", "nowhere.onnx"], ["nowhere.onnx"], ranks=(0,))
    octosim.write("text.onnx", "format = 1\n")
    refuses(octosim, ["model", "import", "text.onnx"], ["text.onnx", "no ONNX file"], ranks=(0,))
    refuses(octosim, ["model", "import", "text.onnx", "--dim", "seq"], ["--dim seq", "NAME=N"], ranks=(0,))
    octosim.write("odd.toml", 'format = "octosim-graph"\nversion = 1\n[[node]]\nname = "q"\nkind = "magic"\n')
    refuses(octosim, ["model", "import", "odd.toml"], ["odd.toml:5", '"q"', "magic", "softmax", "unknown"], ranks=(0,))


CASES = {body.__name__: command.Case(body, processors=2) for body in (
    model_defaults_are_golden, model_sizes_and_files, model_imports_onnx, bad_model)}
