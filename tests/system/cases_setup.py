"""jobs/setup.sh with stand-ins for dpkg-query, apt-get, id and sudo: what it installs, and what it says when it may not."""
import os
import subprocess

import command

INSTALLED = '#!/bin/sh\nfor last; do :; done\ncase "$last" in absent*) exit 1 ;; *) printf installed ;; esac\n'


def install(octosim, packages, user=0, sudo=None):
    """(exit status, stderr, the calls of apt-get) of install_missing."""
    folder = octosim.scratch / "stand-ins"
    calls = folder / "calls"
    for name, text in {
            "dpkg-query": INSTALLED, "apt-get": f'#!/bin/sh\necho "$@" >> "{calls}"\n', "id": f"#!/bin/sh\necho {user}\n",
            "sudo": sudo or "#!/bin/sh\nexit 1\n"}.items():
        path = octosim.write(folder / name, text)
        path.chmod(0o755)
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", f'. "{command.ROOT}/jobs/setup.sh"; install_missing "$@"',
                           "demo", *packages], env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"},
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
    said = calls.read_text().splitlines() if calls.exists() else []
    calls.unlink(missing_ok=True)
    return done.returncode, done.stderr, said


def installs(octosim):
    assert install(octosim, ["there", "too"]) == (0, "", []), "nothing missing: nothing asked"
    status, err, calls = install(octosim, ["there", "absent-one", "absent-two"])
    assert status == 0 and len(calls) == 2, (status, err, calls)
    assert calls[0].endswith(" update") and "install -y --no-install-recommends absent-one absent-two" in calls[1], calls


def refused(octosim):
    """Neither root nor sudo: the exact line to run, status 1, nothing touched."""
    status, err, calls = install(octosim, ["there", "absent-one"], user=1000)
    assert status == 1 and calls == [], (status, calls)
    assert "apt-get update && apt-get install -y --no-install-recommends absent-one\n" in err, err


def with_sudo(octosim):
    sudo = '#!/bin/sh\n[ "$1" = -n ] && shift\nexec "$@"\n'
    status, err, calls = install(octosim, ["absent-one"], user=1000, sudo=sudo)
    assert status == 0 and len(calls) == 2, (status, err, calls)


def open_mpi_is_taken(octosim):
    """Where the default mpirun of Debian is another MPI's, and only there."""
    folder = octosim.scratch / "alternatives"
    for name, says in (("mpirun", "mpich"), ("mpirun.openmpi", "openmpi")):
        octosim.write(folder / name, f"#!/bin/sh\necho {says} $1\n").chmod(0o755)

    def said():
        return subprocess.run(["bash", "-euo", "pipefail", "-c", f'. "{command.ROOT}/jobs/setup.sh"; prepare_mpi; mpirun -n'],
                              cwd=octosim.scratch, env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}, text=True,
                              capture_output=True, timeout=30).stdout
    assert said() == "openmpi -n\n"
    (folder / "mpirun.openmpi").unlink()
    assert said() == "mpich -n\n", "a module's"


def wrong_option(octosim):
    for script in ("jobs/demo", "tests/run"):
        done = subprocess.run([command.ROOT / script, "--nonsense"], cwd=octosim.scratch, capture_output=True, text=True,
                              timeout=30)
        assert done.returncode == 1 and len(done.stderr.splitlines()) == 1, done


CASES = {f"setup_{body.__name__}": command.Case(body, seconds=60) for body in (installs, refused, with_sudo, open_mpi_is_taken, wrong_option)}
