"""What cmake --install makes: a tree that may be moved, manual pages and completion that are whole, module files, and a CMake package
that a project of somebody else's builds against, with Open MPI and with MPICH."""
import json
import os
import re
import shlex
import subprocess

import command

OUT_OF_TREE = command.ROOT / "tests" / "packaging" / "out_of_tree"
SHORT = ("--set", "workload.videos=2", "--set", "workload.minutes=0.002")


def call(*words, status=0, within=200, **how):
    """stdout and stderr of a program that must end with `status`; None: with any."""
    done = subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=within,
                          **{"env": {**os.environ, **command.MPI}, **how})
    shown = command.Done(shlex.join(done.args), done.returncode, done.stdout, done.stderr)
    assert status in (None, done.returncode), f"expected status {status}\n{shown}"
    return done.stdout + done.stderr


def installed(octosim, name):
    """The build folder of the program that is tested, installed below the scratch folder."""
    prefix = octosim.scratch / name
    call("cmake", "--install", octosim.binary.parent, "--prefix", prefix)
    return prefix


def build(folder, source, *settings):
    call("cmake", "-G", "Ninja", "-S", source, "-B", folder, "-D", "CMAKE_UNITY_BUILD=ON", *(word for one in settings for word in ("-D", one)))
    call("cmake", "--build", folder, "-j", "2")


def mpi_of(octosim):
    return "mpich" if "MPICH" in octosim.succeeds("--version").out else "openmpi"


def package_out_of_tree(octosim):
    """The model of tests/packaging/out_of_tree: one digest, whichever MPI, on one rank and on two."""
    whole = installed(octosim, "whole")
    here = mpi_of(octosim)
    said = set()
    for mpi in ("openmpi", "mpich"):
        prefix = whole
        if mpi != here:  # the engine alone, with contracts
            engine, prefix = octosim.scratch / f"engine {mpi}", octosim.scratch / f"prefix {mpi}"
            build(engine, command.ROOT, "OCTOSIM_ENGINE_ONLY=ON", f"OCTOSIM_MPI={mpi}", "CMAKE_BUILD_TYPE=Debug")
            call("cmake", "--install", engine, "--prefix", prefix)
        model = octosim.scratch / f"model {mpi}"
        build(model, OUT_OF_TREE, f"CMAKE_PREFIX_PATH={prefix}", "CMAKE_BUILD_TYPE=Release")
        assert ("libmpich." in call("ldd", model / "wanderers")) == (mpi == "mpich"), "octosim's own MPI, whatever the machine's is"
        for ranks in (1, 2):
            out = call(command.cached(model, "MPIEXEC_EXECUTABLE"), "-n", ranks, model / "wanderers")
            line = re.fullmatch(r"ranks (\d+): (\d+ events, digest [0-9a-f]{16})\n", out)
            assert line and line.group(1) == str(ranks), out
            said.add(line.group(2))
            loop = call(command.cached(model, "MPIEXEC_EXECUTABLE"), "-n", ranks, model / "loop").strip()
            assert f"`{loop}`" in (command.ROOT / "engine" / "README.md").read_text(), f"engine/README.md does not say {loop}"
        other = "mpich" if mpi == "openmpi" else "openmpi"
        refused = call("cmake", "-S", OUT_OF_TREE, "-B", octosim.scratch / f"never {mpi}", "-D", f"CMAKE_PREFIX_PATH={prefix}", "-D",
                       f"MPI_CXX_COMPILER=mpicxx.{other}", status=1)
        assert f"octosim was built with {mpi}" in refused, refused
    assert len(said) == 1, said
    for archive in whole.rglob("*.a"):
        assert ".gnu.lto_" not in call("readelf", "-SW", archive), f"{archive} needs the compiler that built it"


def package_is_moved(octosim):
    """An installed tree works where it is moved to: the command, its workflows, its Python; headers lie in a folder of their own."""
    moved = octosim.scratch / "moved"
    installed(octosim, "first").rename(moved)
    assert [path.name for path in (moved / "include").iterdir()] == ["octosim"]
    mine = command.Octosim(moved / "bin" / "octosim")
    mine.scratch, mine.launcher = octosim.scratch, octosim.launcher
    experiment = moved / "share" / "octosim" / "jobs" / "experiments" / "er_chiplet.toml"
    (moved / "share" / "octosim" / "jobs" / "workloads" / "er.toml").rename(octosim.scratch / "er.toml")
    done = mine("check", experiment)
    assert done.status == 2 and "share/octosim/jobs/workloads/er.toml" in done.err and str(command.ROOT) not in done.err, done
    (octosim.scratch / "er.toml").rename(moved / "share" / "octosim" / "jobs" / "workloads" / "er.toml")
    summary = mine.run(experiment, "out", *SHORT, ranks=2)
    assert summary["trace_digest"] == octosim.run(command.EXPERIMENTS / "er_chiplet.toml", "again", *SHORT)["trace_digest"]
    assert "the same, record by record" in call(moved / "bin" / "octosim-compare", octosim.scratch / "out", octosim.scratch / "again")
    mine.succeeds("reproduce", "table1", "-o", "tables", within=120)
    assert json.loads((octosim.scratch / "tables" / "report" / "report.json").read_text())


def package_destdir(octosim):
    """DESTDIR moves the files, and no word in them."""
    environment = {**os.environ, "DESTDIR": str(octosim.scratch / "stage")}
    call("cmake", "--install", octosim.binary.parent, "--prefix", "/opt/octosim", env=environment)
    root = octosim.scratch / "stage" / "opt" / "octosim"
    assert (root / "bin" / "octosim").is_file() and (root / "share" / "man" / "man1" / "octosim.1").is_file()
    modulefile, = (root / "share" / "octosim" / "modulefiles" / "octosim").glob("*.lua")
    assert 'local prefix = "/opt/octosim"' in modulefile.read_text()


def help_of_all(octosim, path=()):
    """By words of a command, its --help."""
    text = octosim.succeeds(*path, "--help", within=60).out
    found = {path: text}
    below = re.search(r"^Subcommands:\n((?:  .*\n)+)", text, re.M)
    python = re.search(r"^positional arguments:\n((?:  .*\n)+)", text, re.M)  # a command in Python lists its own with four spaces
    for name in (re.findall(r"^  (\w\S*)", below.group(1), re.M) if below else
                 re.findall(r"^ {4}(\w\S*)", python.group(1) if python else "", re.M)):
        found.update(help_of_all(octosim, (*path, name)))
    return found


def completed(script, *words):
    """What bash proposes for the last of `words`."""
    listed = " ".join(shlex.quote(word) for word in words)
    return set(call("bash", "-c", f'source "$1"; COMP_WORDS=({listed}) COMP_CWORD={len(words) - 1}; _octosim; printf "%s\\n" "${{COMPREPLY[@]}}"',
                    "bash", script).splitlines()) - {""}


def package_pages(octosim):
    """Every command and every option of --help has its place in a manual page, and is completed."""
    prefix = installed(octosim, "tree")
    pages, script = prefix / "share" / "man" / "man1", prefix / "share" / "bash-completion" / "completions" / "octosim"
    said = help_of_all(octosim)
    assert len(said) > 20 and {"run", "check", "bench", "reproduce"} <= completed(script, "octosim", ""), said.keys()
    for path, text in said.items():
        page = pages / f"{'-'.join(('octosim', *path))}.1"
        shown = page.read_text().replace("\\-", "-")
        options = set(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*(?=[\s,=]|$)", "\n".join(re.findall(r"^  -.*?(?=  |$)", text, re.M))))
        assert "--help" in options and all(f"\\fB{option}\\fR" in shown for option in options), (page, options)
        assert completed(script, "octosim", *path, "-") == options, path
    scripts = {path.name for path in (command.ROOT / "analysis" / "bin").iterdir()}
    commands = {"-".join(("octosim", *path)) for path in said}
    assert {page.name for page in pages.iterdir()} == ({f"{name}.1" for name in commands | scripts}
                                                       | {f"{name}.1analysis" for name in commands & scripts})
    found = call("mandoc", "-T", "lint", "-W", "warning", *sorted(pages.iterdir()), status=None).splitlines()
    assert all("missing date" in line for line in found), found  # none, so that the same sources give the same files
    assert completed(script, "octosim", "ru") == {"run"}
    assert completed(script, "octosim", "run", "--sync", "") == {"auto", "window", "neighbor"}
    assert completed(script, "octosim", "bench", "ph") == {"phold"}
    for name in sorted(scripts | {"octosim"}):
        own = call("bash", "-c", f'source "$1"; COMP_WORDS=({name} --h) COMP_CWORD=1; _{name.replace("-", "_")}; echo "${{COMPREPLY[@]}}"', "bash", script.with_name(name))
        assert own == "--help\n", (name, own)
        assert (prefix / "share" / "zsh" / "site-functions" / f"_{name}").read_text().startswith(f"#compdef {name}\n")
        assert f"complete -c {name} " in (prefix / "share" / "fish" / "vendor_completions.d" / f"{name}.fish").read_text()
    assert completed(script, "octosim", "run", f"{prefix}/b") == {str(prefix / "bin")}


TCL = """
proc module-whatis {text} {}
proc conflict {name} {puts "conflict $name"}
proc setenv {name value} {puts "setenv $name $value"}
proc prepend-path {name value} {puts "prepend $name $value"}
source [lindex $argv 0]
"""
LUA = """
function help() end
function whatis() end
function pathJoin(a, b) return a .. "/" .. b end
function conflict(name) print("conflict " .. name) end
function setenv(name, value) print("setenv " .. name .. " " .. value) end
function prepend_path(name, value) print("prepend " .. name .. " " .. value) end
dofile(arg[1])
"""


def package_modulefiles(octosim):
    """The Tcl and the Lua file say the same: the root, and where programs, manual pages and the CMake package are."""
    prefix = installed(octosim, "tree")
    folder = prefix / "share" / "octosim" / "modulefiles" / "octosim"
    lua, = folder.glob("*.lua")
    said = [call("tclsh", octosim.write("tool.tcl", TCL), folder / lua.stem), call("lua5.3", octosim.write("tool.lua", LUA), lua)]
    assert said[0] == said[1] == (f"conflict octosim\nsetenv OCTOSIM_ROOT {prefix}\nprepend PATH {prefix}/bin\n"
                                  f"prepend MANPATH {prefix}/share/man\nprepend CMAKE_PREFIX_PATH {prefix}\n"), said
    assert (folder / lua.stem).read_text().startswith("#%Module")


def wrong_launcher(octosim):
    """The mpiexec of the other MPI starts runs of one rank each, which is refused: they would write the same files."""
    other = next(name for name in ("mpiexec.mpich", "mpiexec.openmpi") if name.split(".")[1] != mpi_of(octosim))
    done = call(other, "-n", 2, octosim.binary, "run", command.EXPERIMENTS / "er_chiplet.toml", "-o", octosim.scratch / "out", status=2)
    assert done.count("octosim: error: 2 processes were started") == 1 and not (octosim.scratch / "out").exists(), done


CASES = {body.__name__: command.Case(body, seconds=300) for body in (
    package_is_moved, package_destdir, package_pages, package_modulefiles, wrong_launcher)}
CASES["package_out_of_tree"] = command.Case(package_out_of_tree, seconds=600, processors=2)
