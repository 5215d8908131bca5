#!/usr/bin/env python3
"""Fails when a folder includes, or says, what it may not.  `--self-test` checks the checker.

The tables below are the architecture.  A change to one is a decision: write a note in docs/decisions/.
"""
import re

import tree

_PLAIN_DATA = {"models/workload", "models/hardware", "models/plan"}
_IO_BASE = {"engine/base", "engine/model"}
_EVERYTHING_BUT_JOBS = {
    "engine/base", "engine/model", "engine/comm", "engine/comm/mpi", "engine/kernel", "models/network", "models/network/flit", "models/memory", "models/schedule",
    "models/octopus", "partition/workflow", "partition/graph", "partition/methods", "partition/quality", "partition/wafer",
    "io/text", "io/owg", "io/modelbox", "io/experiment", "io/trace", "io/partition", "io/plan", "io/recorded",
    "models/octopus", "partition/workflow", "partition/wafer", "io/text", "io/owg", "io/modelbox", "io/experiment", "io/trace",
    "io/checkpoint", "models/tensor", "partition/chunk", "models/tensor/networks", "io/tensor", "io/tensor/onnx",
} | _PLAIN_DATA

# folder -> folders whose headers it may include, besides its own
MAY_INCLUDE = {
    "engine/base": set(),
    "engine/model": {"engine/base"},
    "engine/comm": {"engine/base"},
    "engine/comm/mpi": {"engine/comm", "engine/base"},
    "engine/kernel": {"engine/model", "engine/comm", "engine/base"},
    "models/workload": {"engine/base"},
    "models/hardware": {"engine/base"},
    "models/schedule": {"engine/base"},
    "models/tensor": {"engine/base"},
    "models/tensor/blocks": {"engine/base", "models/tensor"},
    "models/tensor/networks": {"engine/base", "models/tensor", "models/tensor/blocks"},
    "models/plan": {"models/workload", "models/hardware", "models/schedule", "engine/base"},
    "models/network": {"engine/base", "engine/model"} | _PLAIN_DATA,
    "models/memory": {"engine/base", "engine/model"} | _PLAIN_DATA,
    "models/network/flit": {"engine/base", "engine/model", "models/network"} | _PLAIN_DATA,
    "models/octopus": {"engine/base", "engine/model", "models/network", "models/network/flit", "models/memory", "models/schedule"} | _PLAIN_DATA,
    "partition/workflow": {"engine/base"} | _PLAIN_DATA,
    "partition/graph": {"engine/base", "engine/model"},
    "partition/methods": {"engine/base", "engine/model", "partition/graph"},
    "partition/quality": {"engine/base", "partition/graph"},
    "partition/chunk": {"engine/base", "models/tensor"},
    "partition/wafer": {"engine/base", "partition/graph", "partition/methods"} | _PLAIN_DATA,
    "io/text": {"engine/base"},
    "io/owg": {"io/text", "models/workload"} | _IO_BASE,
    "io/tensor": {"io/text", "io/owg", "models/tensor", "engine/base"},
    "io/tensor/onnx": {"io/tensor", "models/tensor", "engine/base"},
    "io/modelbox": {"io/text", "io/owg", "models/workload"} | _IO_BASE,
    "io/experiment": {"io/text"} | _PLAIN_DATA | _IO_BASE,
    "io/trace": _IO_BASE,
    "io/partition": {"engine/base", "io/trace"},
    "io/recorded": {"io/text", "io/trace", "engine/base", "models/workload"},
    "io/plan": {"io/owg", "io/experiment", "io/trace"} | _PLAIN_DATA | _IO_BASE,
    "jobs/bench": {"engine/base", "engine/model", "engine/comm", "engine/kernel", "partition/methods", "io/trace"},
    "jobs/bench/noc": {"engine/base", "engine/model", "engine/comm", "engine/kernel", "models/network", "models/network/flit",
                       "models/network/flit", "jobs/bench"},
    "jobs/bench/micro": {"engine/base", "engine/model", "engine/comm", "engine/kernel", "io/trace", "jobs/bench"},
    "jobs/executor": {"engine/base", "models/tensor", "partition/chunk"},
    "jobs/project": {"engine/base", "io/trace", "io/experiment"},
    "jobs/cli": {"jobs/executor", "jobs/bench", "jobs/bench/noc", "jobs/project"} | _EVERYTHING_BUT_JOBS,
    "io/checkpoint": {"engine/kernel", "engine/base", "io/trace"},  # of the kernel the image only
    "jobs": {"jobs/cli"} | _EVERYTHING_BUT_JOBS,
}

# start of a foreign header's name -> the only folders (and those below) that may include it
OWNERS = {
    "mpi.h": ("engine/comm/mpi",),
    "hdf5": ("io/trace",),
    "H5": ("io/trace",),
    "boost/graph": ("partition", "io/modelbox", "models/tensor"),
    "scotch": ("partition/methods",),
    "metis": ("partition/methods",),
    "nlohmann": ("io", "jobs"),
    "toml++": ("io",),
    "onnx": ("io/tensor/onnx",),
    "google/protobuf": ("io/tensor/onnx",),
    "CLI/": ("jobs",),
    "xxh": ("engine/base",),
    "Random123": ("engine/base",),
    "benchmark/": ("jobs/bench/micro",),
    "cblas": ("jobs/executor",),
}

# files that may use an unordered container -> why its order reaches no result
UNORDERED_ALLOWED = {}

# what code may not say -> (in which folders, why)
FORBIDDEN_CODE = [
    (r"\bstd::(?:cout|wcout|clog)\b|(?<![\w.>])(?:std::)?(?:f?printf|puts|putchar)\s*\(|\bfmt::print\b",
     ("engine", "models", "partition", "io"), "only jobs/ prints"),
    (r"\b(?:std|absl|boost)::unordered_(?:flat_)?(?:multi)?(?:map|set)\b", ("engine", "models"),
     "the order of an unordered container may reach a result"),
    (r"(?<![\w.>])(?:std::)?s?rand\s*\(|\brandom_device\b|\bmt19937|\bdefault_random_engine\b",
     ("engine", "models", "partition"), "draws come from engine/base/random.hpp"),
    (r"\bsystem_clock\b|(?<![\w.>:])(?:std::)?time\s*\(\s*(?:NULL|nullptr|0)\s*\)|\bgettimeofday\b",
     ("engine", "models", "partition"), "no result may depend on the time of day"),
    (r"\busing\s+namespace\s+(?!.*literals)", ("engine", "models", "partition", "io"), "name what is used"),
    (r"\b(?:class|struct)\s+\w*(?:Manager|Helper|Utils?)\b", tree.SOURCE_FOLDERS, "name the thing it is"),
    (r"\btypedef\b", (*tree.SOURCE_FOLDERS, "tests"), "write using"),
]

# what no file may say: paths of one machine, and words about how the work was organised instead of the work
WORKPLACE = re.compile(
    r"(?<!\w)/work/|/root/|/home/[a-z]|\.\./shared/|(?<![\w/.-])shared/(?:\w|\.)|/tmp/(?:p_|bash_jobs)|\.pyenv"
    r"|\b(?:this|my|another|previous|next|earlier) session\b|\bsessions? of the project\b|\bthe lead (?:engineer|will|asked)\b"
    r"|\bissue #\d|\bsub-?agents?\b", re.I)
LEFT_OPEN = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
WORDS_NOT_CHECKED = ("tests/architecture/check_layers.py", "tests/io/modelbox/data/")

HEADER_LINES = 200
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
USING = re.compile(r"\busing\s+((?:::)?\w+(?:::\w+)+(?:\s*,\s*(?:::)?\w+(?:::\w+)+)*)\s*;")
CATCH_ALL = re.compile(r"\bcatch\s*\(\s*\.\.\.\s*\)\s*\{")
RETHROWS = re.compile(r"\bthrow\b|\bcurrent_exception\b|\brethrow_exception\b|\babort\b|\bterminate\b|\bFAIL\s*\(")


def folder_of(path):
    """The row of MAY_INCLUDE that `path` belongs to, or its folder if it has none."""
    return path.rpartition("/")[0]


def namespace_of(folder):
    """engine/ is one namespace; the others follow their folders."""
    return "octosim::engine" if folder.startswith("engine/") else "octosim::" + folder.replace("/", "::")


def include_faults(path, text):
    folder = folder_of(path)
    in_tests = path.startswith("tests/")
    if not in_tests and folder not in MAY_INCLUDE:
        yield f"{path}: {folder}/ has no row in MAY_INCLUDE"
        return
    code = tree.code_of(text, keep_texts=True)
    for match in INCLUDE.finditer(code):
        bracket, name = match.groups()
        where = f"{path}:{tree.line_of(code, match.start())}"
        target = folder_of(name)
        ours = name.split("/")[0] in (*tree.SOURCE_FOLDERS, "tests")
        if bracket == '"' and not ours:
            yield f'{where}: write "{name}" as a path from the repository root'
        elif ours and bracket == "<":
            yield f'{where}: write <{name}> with quotes'
        elif ours and not in_tests and target != folder and target not in MAY_INCLUDE[folder]:
            yield f"{where}: {folder}/ may not include {name} (it may: {', '.join(sorted(MAY_INCLUDE[folder])) or 'nothing'})"
        if in_tests or ours:
            continue
        for header, owners in OWNERS.items():
            if name.startswith(header) and not any((folder + "/").startswith(o + "/") for o in owners):
                yield f"{where}: only {' and '.join(owners)} may include <{name}>"


def code_faults(path, text):
    code = tree.code_of(text)
    top = path.split("/")[0]
    for pattern, folders, why in FORBIDDEN_CODE:
        if top not in folders or ("unordered" in pattern and path in UNORDERED_ALLOWED):
            continue
        for match in re.finditer(pattern, code):
            yield f"{path}:{tree.line_of(code, match.start())}: {match.group(0).strip()}: {why}"
    for match in CATCH_ALL.finditer(code):
        depth, end = 1, match.end()
        while depth and end < len(code):
            depth += {"{": 1, "}": -1}.get(code[end], 0)
            end += 1
        if not RETHROWS.search(code, match.end(), end):
            yield f"{path}:{tree.line_of(code, match.start())}: catch (...) swallows the error"
    if path.endswith(".hpp"):
        if "#pragma once" not in text:
            yield f"{path}: no #pragma once"
        if text.count("\n") > HEADER_LINES:
            yield f"{path}: {text.count(chr(10))} lines; split a header of more than {HEADER_LINES}"
        namespace = namespace_of(folder_of(path))
        if top in tree.SOURCE_FOLDERS and not re.search(rf"\bnamespace {namespace}\b", code) and "#define" not in code:
            yield f"{path}: no namespace {namespace}"


def using_faults(path, text):
    """`using a::b;` of which the rest of a source says nothing."""
    code = tree.code_of(text)
    for match in USING.finditer(code) if path.endswith(".cpp") else ():
        rest = code[: match.start()] + code[match.end() :]
        for name in re.split(r"\s*,\s*", match.group(1)):
            last = name.rpartition("::")[2]
            if not last.startswith("operator") and not re.search(rf"\b{last}\b", rest):
                yield f"{path}:{tree.line_of(code, match.start())}: using {name}: not used"


def word_faults(path, text):
    if path.startswith(WORDS_NOT_CHECKED):
        return
    for pattern, why in ((WORKPLACE, "says where or how it was made"), (LEFT_OPEN, "work left open")):
        for match in pattern.finditer(text):
            yield f"{path}:{tree.line_of(text, match.start())}: {match.group(0)!r}: {why}"


def cmake_faults(text):
    """The LINKS of octosim_folder() in CMakeLists.txt against the table of includes."""
    library = {"octosim_" + folder.replace("/", "_"): folder for folder in MAY_INCLUDE}
    rows = re.findall(r"^octosim_folder\(([\w/]+)([^)]*)\)", text, re.M)
    if len(rows) < 10:
        yield f"CMakeLists.txt: only {len(rows)} calls of octosim_folder found"
    for folder, links in rows:
        if folder not in MAY_INCLUDE:
            yield f"CMakeLists.txt: {folder} has no row in MAY_INCLUDE"
            continue
        for link in re.findall(r"\boctosim_\w+", links):
            target = library.get(link)
            if target is None or target not in MAY_INCLUDE[folder]:
                yield f"CMakeLists.txt: {folder} links {link}, which its row of MAY_INCLUDE does not allow"


def self_test():
    def found(faults):
        return len(list(faults))

    good = '#pragma once\n#include <vector>\n\n#include "engine/base/time.hpp"\nnamespace octosim::models::plan {}\n'
    assert found(include_faults("models/plan/a.hpp", good)) == 0
    assert found(code_faults("models/plan/a.hpp", good)) == 0
    for path, line in [
            ("engine/base/a.hpp", '#include "engine/model/message.hpp"'),
            ("engine/kernel/a.cpp", '#include "models/plan/plan.hpp"'),
            ("engine/kernel/a.cpp", '#include "engine/comm/mpi/mpi_communicator.hpp"'),
            ("models/octopus/a.cpp", '#include "engine/kernel/run.hpp"'),
            ("models/workload/a.hpp", '#include "models/plan/plan.hpp"'),
            ("models/plan/a.hpp", '#include "engine/model/message.hpp"'),
            ("models/network/a.hpp", '#include "models/octopus/tbu.hpp"'),
            ("partition/wafer/a.cpp", '#include "models/octopus/tbu.hpp"'),
            ("partition/wafer/a.cpp", '#include "engine/model/blueprint.hpp"'),
            ("io/trace/a.cpp", '#include "partition/wafer/rank_map.hpp"'),
            ("io/trace/a.cpp", '#include "engine/kernel/run.hpp"'),
            ("io/owg/a.cpp", '#include "jobs/cli/run.hpp"'),
            ("io/owg/a.cpp", '#include "read_owg.hpp"'),
            ("io/owg/a.cpp", '#  include <io/owg/read_owg.hpp>'),
            ("engine/kernel/a.cpp", "#include <mpi.h>"),
            ("engine/comm/a.cpp", "  #include <mpi.h>"),
            ("io/owg/a.cpp", "#include <hdf5.h>"),
            ("engine/model/a.cpp", "#include <boost/graph/adjacency_list.hpp>"),
            ("io/owg/a.cpp", "#include <boost/graph/graphviz.hpp>"),
            ("models/plan/a.cpp", "#include <toml++/toml.h>"),
            ("io/experiment/a.cpp", "#include <CLI/CLI.hpp>"),
            ("models/plan/a.cpp", "#include <xxhash.h>"),
            ("models/plan/a.cpp", "#include <Random123/philox.h>"),
            ("partition/wafer/a.cpp", "#include <metis.h>"),
            ("jobs/cli/a.cpp", "#include <scotch.h>"),
            ("io/tensor/a.cpp", "#include <onnx/onnx_pb.h>"),
            ("partition/quality/a.cpp", "#include <nlohmann/json.hpp>"),
            ("elsewhere/a.cpp", "#include <vector>")]:
        assert found(include_faults(path, line + "\n")) == 1, (path, line)
    for path, line in [
            ("engine/comm/mpi/a.cpp", "#include <mpi.h>"), ("io/trace/a.cpp", "#include <hdf5.h>"),
            ("partition/wafer/a.cpp", "#include <boost/graph/adjacency_list.hpp>"),
            ("io/modelbox/a.cpp", "#include <boost/graph/graphviz.hpp>"), ("io/owg/a.cpp", "#include <toml++/toml.h>"),
            ("jobs/cli/a.cpp", "#include <CLI/CLI.hpp>"), ("jobs/octosim.cpp", '#include "jobs/cli/cli.hpp"'),
            ("partition/methods/a.cpp", "#include <metis.h>"), ("partition/methods/a.cpp", "#include <scotch.h>"),
            ("engine/base/a.cpp", '// #include "models/plan/plan.hpp"'),
            ("tests/io/trace/a_test.cpp", '#include "engine/kernel/run.hpp"')]:
        assert found(include_faults(path, line + "\n")) == 0, (path, line)
    for path, line in [
            ("engine/kernel/a.cpp", "std::cout << 1;"), ("io/trace/a.cpp", 'printf("x");'),
            ("io/trace/a.cpp", 'std::fprintf(stderr, "x");'), ("models/plan/a.cpp", "std::unordered_map<int, int> m;"),
            ("engine/kernel/a.cpp", "std::unordered_set<int> s;"), ("models/plan/a.cpp", "int x = rand();"),
            ("engine/base/a.cpp", "std::random_device d;"), ("partition/wafer/a.cpp", "std::mt19937_64 g;"),
            ("engine/base/a.cpp", "auto t = std::chrono::system_clock::now();"),
            ("models/plan/a.cpp", "auto t = std::time(nullptr);"), ("io/owg/a.cpp", "using namespace std;"),
            ("jobs/cli/a.cpp", "class RunManager {"), ("io/owg/a.cpp", "try { f(); } catch (...) { g(); }"),
            ("io/owg/a.hpp", "namespace octosim::io::owg {}"),
            ("io/owg/a.hpp", "#pragma once\nnamespace octosim::io::other {}"),
            ("engine/kernel/a.hpp", "#pragma once\nnamespace octosim::engine {}" + "\n" * 201)]:
        assert found(code_faults(path, line + "\n")) == 1, (path, line)
    for path, line in [
            ("jobs/cli/a.cpp", "std::cout << 1;"), ("io/trace/a.cpp", 'std::snprintf(b, 9, "x");'),
            ("models/plan/a.cpp", "// std::cout is for jobs"), ("models/plan/a.cpp", 'f("rand()");'),
            ("models/plan/a.cpp", "auto o = operand(3);"), ("io/owg/a.cpp", "std::unordered_map<int, int> m;"),
            ("engine/kernel/a.cpp", "std::chrono::steady_clock::now();"),
            ("engine/base/a.cpp", "using namespace engine::literals;"), ("engine/base/a.cpp", "q.time();"),
            ("io/owg/a.cpp", "try { f(); } catch (...) { if (x) { y(); } throw; }")]:
        assert found(code_faults(path, line + "\n")) == 0, (path, line)
    for line in ["using a::b; int c;", "using a::b, a::c; c d;", "using ::a::b; // b", "using std::vector;\nauto v = vectors();"]:
        assert found(using_faults("io/owg/a.cpp", line)) == 1, line
    for line in ["using a::b; b c;", "using a::b, a::c; b d{c};", "using b = a::c;", "using A::A;\nA a;"]:
        assert found(using_faults("io/owg/a.cpp", line)) == 0, line
    for line in ["see /work/main", "../shared/x", "from shared/DESIGN.md", "in the next session", "issue #12", "// TODO",
                 "/home/someone/x", "/root/.cache"]:
        assert found(word_faults("docs/a.md", line)) == 1, line
    for line in ["a shared source queue", "shared equally", "ModelBox opens a session", "/workload/packets", "this homework/x",
                 "models/workload/owg.hpp", "[workload]", "std::shared_ptr"]:
        assert found(word_faults("docs/a.md", line)) == 0, line
    links = "\n".join(f"octosim_folder({f})" for f in sorted(MAY_INCLUDE)) + "\n"
    assert found(cmake_faults(links)) == 0
    assert found(cmake_faults(links + "octosim_folder(io/trace LINKS octosim_partition_wafer)\n")) == 1
    assert found(cmake_faults(links + "octosim_folder(io/nowhere)\n")) == 1
    assert found(cmake_faults("")) == 1
    assert tree.report("x", [], 3, 5) == 1


def check():
    cpp = tree.cpp_paths()
    faults = []
    for path in cpp:
        text = tree.read(path)
        faults += include_faults(path, text)
        faults += code_faults(path, text)
        faults += using_faults(path, text)
    for path in tree.paths():
        if path.endswith((".hpp", ".cpp", ".md", ".toml", ".py", ".sh", ".txt", ".json", ".cmake")) or "." not in path[1:]:
            faults += word_faults(path, tree.read(path))
    faults += cmake_faults(tree.read("CMakeLists.txt"))
    faults += [f"UNORDERED_ALLOWED: {path} does not exist" for path in UNORDERED_ALLOWED if path not in cpp]
    return tree.report("layers", faults, len(cpp), 60)


tree.run(check, self_test)
