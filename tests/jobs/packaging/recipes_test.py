"""The recipes of jobs/packaging cannot be executed here; they are read, and what they name must exist in this tree."""
import pathlib
import re
import subprocess
import sys
import types
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent.parent
PACKAGING = ROOT / "jobs" / "packaging"
CMAKE = (ROOT / "CMakeLists.txt").read_text() + (PACKAGING / "choose_mpi.cmake").read_text()
VERSION = re.search(r"project\(octosim VERSION (\S+)", CMAKE).group(1)
OPTIONS = set(re.findall(r"^\s*(?:option|set)\((OCTOSIM_\w+) [^)]*(?:CACHE|\"|ON|OFF)", CMAKE, re.M))


class _Package:
    """What Spack gives a package, as far as these use it."""


class _When:
    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return None


def spack_package(path):
    """The names of directives that were called -> their first words; the class."""
    called = {}

    def directive(name):
        def record(*words, **more):
            called.setdefault(name, []).append(words[0])
        return record
    names = {name: directive(name) for name in ("version", "variant", "depends_on", "conflicts", "generator")}
    names["when"] = lambda condition: _When()
    stubs = {"spack": types.ModuleType("spack"), "spack.package": types.ModuleType("spack.package"),
             "spack_repo": types.ModuleType("spack_repo"), "spack_repo.builtin": types.ModuleType("b"),
             "spack_repo.builtin.build_systems": types.ModuleType("s"), "spack_repo.builtin.build_systems.cmake": types.ModuleType("c")}
    vars(stubs["spack.package"]).update(names)
    stubs["spack_repo.builtin.build_systems.cmake"].CMakePackage = _Package
    sys.modules.update(stubs)
    try:
        scope = {"__file__": str(path), "__name__": "package"}
        exec(compile(path.read_text(), str(path), "exec"), scope)
    finally:
        for name in stubs:
            del sys.modules[name]
    return called, scope


def easyconfig(path):
    scope = {}
    exec(compile(path.read_text(), str(path), "exec"), scope)
    return scope


class RecipesTest(unittest.TestCase):
    def test_spack(self):
        packages = PACKAGING / "spack" / "spack_repo" / "octosim" / "packages"
        called, scope = spack_package(packages / "octosim" / "package.py")
        self.assertEqual(scope["_SOURCES"], ROOT)
        self.assertIn("mpi@3:", called["depends_on"])
        self.assertEqual(len(called["depends_on"]), len(set(called["depends_on"])))

        class Spec(dict):
            def satisfies(self, condition):
                return condition == "~engine_only"
        package = scope["Octosim"]()
        package.define = lambda name, value: f"-D{name}={value}"
        package.define_from_variant = lambda name, variant: f"-D{name}={variant}"
        package.spec = Spec(mpi=types.SimpleNamespace(mpicxx="mpicxx"),
                            python=types.SimpleNamespace(command=types.SimpleNamespace(path="python")))
        ours = {word[2:].split("=")[0] for word in package.cmake_args() if word.startswith("-DOCTOSIM_")}
        self.assertEqual(ours - OPTIONS, set())
        self.assertIn("OCTOSIM_PYTHON", ours)
        spack_package(packages / "tomlplusplus" / "package.py")

    def test_easybuild(self):
        files = {path.name: easyconfig(path) for path in (PACKAGING / "easybuild").glob("*.eb")}
        mine = files[f"octosim-{VERSION}-foss-2024a.eb"]
        self.assertEqual(set(re.findall(r"-D(OCTOSIM_\w+)", mine["configopts"])) - OPTIONS, set())
        for name, values in files.items():
            self.assertTrue(name.startswith(f"{values['name']}-{values['version']}-{values['toolchain']['name']}-"), name)
            self.assertTrue(values["sanity_check_paths"]["files"])
        self.assertIn(("Random123", files["Random123-1.14.0-GCCcore-13.3.0.eb"]["version"]), mine["dependencies"])

    def test_apptainer(self):
        text = (PACKAGING / "apptainer" / "octosim.def").read_text()
        sections = dict(re.findall(r"^%(\w+)[^\n]*\n(.*?)(?=^%|\Z)", text, re.M | re.S))
        self.assertEqual(set(sections), {"arguments", "files", "post", "environment", "test", "runscript"})
        post = sections["post"].replace("{{ mpi }}", "mpich")
        subprocess.run(["bash", "-n"], input=post, text=True, check=True)
        self.assertEqual(set(re.findall(r"-D (OCTOSIM_\w+)", post)) - OPTIONS, set())
        setup = (ROOT / "jobs" / "setup.sh").read_text()
        for name in ("kPackagesDemo", "install_missing"):
            self.assertIn(name, post)
            self.assertIn(name, setup)
        self.assertIn('"name": "release"', (ROOT / "CMakePresets.json").read_text())


if __name__ == "__main__":
    unittest.main()
