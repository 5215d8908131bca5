"""A Slurm cluster of its own for a test: up.sh and down.sh of tests/slurm, and nodes that fail."""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

SCRIPTS = pathlib.Path(__file__).resolve().parent.parent / "slurm"
_PROGRAMS = ("slurmctld", "slurmd", "munged", "sbatch", "squeue", "scontrol", "srun", "munge")
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def missing():
    """Why there can be no cluster here; empty: there can."""
    absent = [name for name in _PROGRAMS if shutil.which(name, path=_PATH) is None]
    return f"no {', '.join(absent)}: apt-get install --no-install-recommends slurmctld slurmd slurm-client munge" if absent else ""


def _free_ports(count):
    """The first of `count` that are free now, one after the other."""
    for first in range(26817 + os.getpid() % 2000 * 4, 60000, count):
        try:
            for port in range(first, first + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
            return first
        except OSError:
            continue
    raise OSError("no free ports for slurmctld and slurmd")


class Cluster:
    """Up while it is entered.  `environment`: of commands that are to talk to it."""

    def __init__(self, nodes=2, cpus=4):
        self.nodes, self.cpus = nodes, cpus
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="octosim-slurm-"))
        self.environment = {}

    def __enter__(self):
        settings = {"SLURM_FIXTURE_NODES": str(self.nodes), "SLURM_FIXTURE_CPUS": str(self.cpus),
                    "SLURM_FIXTURE_PORT": str(_free_ports(self.nodes + 1)), "PATH": _PATH}
        done = subprocess.run([SCRIPTS / "up.sh", self.folder], env={**os.environ, **settings}, capture_output=True, text=True, check=False,
                              timeout=90)
        if done.returncode != 0:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise AssertionError(f"the cluster did not come up\n{done.stdout}\n{done.stderr}")
        self.environment = {"PATH": _PATH}
        for line in (self.folder / "env").read_text().splitlines():
            if line.startswith("export "):
                for word in line.removeprefix("export ").split():
                    name, _, value = word.partition("=")
                    self.environment[name] = value
        return self

    def __exit__(self, *exception):
        subprocess.run([SCRIPTS / "down.sh", self.folder], env={**os.environ, "PATH": _PATH}, check=False, timeout=90)
        left = [pid for pid in self._pids().values() if pathlib.Path(f"/proc/{pid}").exists()]
        shutil.rmtree(self.folder, ignore_errors=True)
        assert not left, f"daemons that are still there: {left}"

    def says(self, *words):
        done = subprocess.run(words, env={**os.environ, **self.environment}, capture_output=True, text=True, check=False, timeout=60,
                              stdin=subprocess.DEVNULL)
        assert done.returncode == 0, f"{' '.join(words)}: status {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def running(self):
        """Tasks that run now, as 12_3."""
        return [line.split("|")[0] for line in self.says("squeue", "-h", "-r", "-t", "R", "-o", "%i|%j").splitlines()]

    def state_of(self, job):
        """Fields of `scontrol show job`."""
        said = self.says("scontrol", "show", "job", "-o", job).splitlines()[0]
        return dict(word.split("=", 1) for word in said.split() if "=" in word)

    def _pids(self):
        try:
            return dict(line.split() for line in (self.folder / "pids").read_text().splitlines())
        except FileNotFoundError:
            return {}

    def stop_node(self, node):
        """Its slurmd ends; what it runs goes on, as on a node that lost its network."""
        pid = int(self._pids()[f"slurmd.{node}"])
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 20
        while pathlib.Path(f"/proc/{pid}").exists():
            assert time.monotonic() < deadline, f"slurmd of {node} does not end"
            try:
                os.waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                pass
            time.sleep(0.05)

    def start_node(self, node):
        log = open(self.folder / "log" / f"slurmd.{node}.out", "ab")
        process = subprocess.Popen(["slurmd", "-D", "-N", node, "-f", str(self.folder / "slurm.conf")], stdout=log, stderr=log,
                                   stdin=subprocess.DEVNULL, start_new_session=True, env={**os.environ, **self.environment})
        log.close()
        pids = {**self._pids(), f"slurmd.{node}": str(process.pid)}
        (self.folder / "pids").write_text("".join(f"{name} {pid}\n" for name, pid in pids.items()))

    def until(self, holds, seconds, what):
        deadline = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > deadline:
                queue = self.says("squeue", "-r", "-o", "%i %j %t %r %N")
                raise AssertionError(f"{what}: not after {seconds} s\n{queue}\n{self.says('sinfo', '-N')}")
            time.sleep(0.3)
