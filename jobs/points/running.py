"""The processes at work, so that all can be told to stop."""
import signal
import subprocess
import threading


class Running:
    """`asks`: the signal that ends one gently.  Its methods may be called by signal handlers too."""

    def __init__(self, asks: signal.Signals = signal.SIGTERM):
        self._lock, self._processes, self._asks = threading.RLock(), set(), asks
        self.stopped = False

    def add(self, process: subprocess.Popen) -> None:
        with self._lock:
            self._processes = {one for one in self._processes if one.poll() is None} | {process}
            if self.stopped:
                process.send_signal(self._asks)

    def stop(self) -> None:
        """Asks all, and whatever is added later."""
        with self._lock:
            self.stopped = True
            for process in self._processes:
                if process.poll() is None:
                    process.send_signal(self._asks)

    def kill(self) -> None:
        """mpirun takes its ranks down when it is asked; killed, it would leave them."""
        with self._lock:
            self.stopped = True
            for process in self._processes:
                if process.poll() is None:
                    process.send_signal(signal.SIGTERM if process.args[0] == "mpirun" else signal.SIGKILL)
