# Spack 1.0 and later:  spack repo add jobs/packaging/spack/spack_repo/octosim && spack install octosim
import pathlib

from spack_repo.builtin.build_systems.cmake import CMakePackage

from spack.package import *

_SOURCES = pathlib.Path(__file__).resolve().parents[7]  # the clone that this file lies in


class Octosim(CMakePackage):
    """A parallel, deterministic, cycle-level simulator of the Octopus wafer-scale architecture (arXiv 2405.17221)."""

    homepage = "https://arxiv.org/abs/2405.17221"
    git = f"file://{_SOURCES}"

    version("main", branch="main")

    variant("engine_only", default=False, description="The engine alone, for models of your own: no octosim command")
    variant("onnx", default=False, description="Read ONNX files")

    generator("ninja")
    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("mpi@3:")
    depends_on("fmt@9:")
    depends_on("spdlog@1.10: +fmt_external")
    depends_on("random123")
    depends_on("xxhash@0.8:")
    with when("~engine_only"):
        depends_on("pkgconfig", type="build")
        depends_on("boost@1.74: +graph")
        depends_on("hdf5@1.10: ~mpi")
        depends_on("scotch@7: ~mpi")
        depends_on("metis@5:")
        depends_on("cli11@2.1:")
        depends_on("nlohmann-json@3.11:")
        depends_on("tomlplusplus@3.3:")
        depends_on("onnx", when="+onnx")
        depends_on("protobuf", when="+onnx")
        depends_on("python@3.11:", type=("build", "run"))
        depends_on("py-h5py", type="run")
        depends_on("py-numpy", type="run")
        depends_on("py-matplotlib", type="run")

    conflicts("%gcc@:11", msg="C++20 as of GCC 12")

    def cmake_args(self):
        args = [
            self.define_from_variant("OCTOSIM_ENGINE_ONLY", "engine_only"),
            self.define_from_variant("OCTOSIM_ONNX", "onnx"),
            self.define("OCTOSIM_TESTS", False),
            self.define("CMAKE_UNITY_BUILD", True),
            self.define("CMAKE_INTERPROCEDURAL_OPTIMIZATION", True),
            self.define("MPI_CXX_COMPILER", self.spec["mpi"].mpicxx),
        ]
        if self.spec.satisfies("~engine_only"):
            args.append(self.define("OCTOSIM_PYTHON", self.spec["python"].command.path))
        return args
