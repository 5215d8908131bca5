"""One bash for all commands of a page: its folder, its variables and its jobs in the background stay from one to the next."""
import os
import shlex
import signal
import subprocess
import threading
import uuid


class ShellEnded(Exception):
    """A command ended the page's shell: an `exit`, or a failure where all must succeed."""


class Shell:
    """Ended by `with`, and with it all that it started."""

    def __init__(self, folder):
        self.mark = uuid.uuid4().hex
        self.bash = subprocess.Popen(["bash"], cwd=folder, text=True, errors="replace", start_new_session=True,
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.kill()
        self.bash.wait()

    def kill(self):
        try:
            os.killpg(self.bash.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def run(self, text, seconds, status=0):
        """(exit status, what it printed, both streams as they came) of `text`, whose `$?` is `status`.  Raises TimeoutError; ShellEnded."""
        self.bash.stdin.write(f"(exit {status})\neval {shlex.quote(text)} </dev/null\nprintf '%s %d\\n' {self.mark} $?\n")
        self.bash.stdin.flush()
        late = threading.Timer(seconds, self.kill)
        late.start()
        printed = []
        for line in self.bash.stdout:
            before, mark, after = line.partition(self.mark)
            if mark:
                late.cancel()
                return int(after), "".join([*printed, before])
            printed.append(line)
        late.cancel()
        ended = self.bash.wait()
        if ended == -signal.SIGKILL:
            raise TimeoutError(f"no end after {seconds} seconds\n{''.join(printed)}")
        raise ShellEnded(f"ends with status {ended}, and with it the shell\n{''.join(printed)}")
