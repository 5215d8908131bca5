"""The folder of a sweep: results that are whole, locks that end with who has them."""
import errno
import json
import os
import subprocess
import sys
import threading
import unittest
from unittest import mock

import support
from points.errors import Failed
from points.point import Point
from sweep.plan import SweepPoint
from sweep.store import Corrupt, Store, locked


class StoreTest(support.Scratch):
    def setUp(self):
        super().setUp()
        self.store = Store(self.out)
        self.point = SweepPoint("abc", Point(self.folder / "one.toml", (("a.x", "1"),)), 1, {"a.x": 1}, ())

    def keep(self, **content):
        trace = self.write("trace.h5", "12345")
        self.store.keep(self.point, {"summary": {"makespan_cycles": 7}, **content}, [trace, self.folder / "no-such-file"])

    def test_a_result_comes_back(self):
        self.assertIsNone(self.store.result("abc"))
        self.keep()
        self.assertEqual(self.store.result("abc")["summary"], {"makespan_cycles": 7})
        self.assertEqual(self.store.addresses(), {"abc"})
        self.assertTrue(self.store.is_done("abc"))

    def test_whatever_is_changed_is_seen(self):
        for spoil in (lambda file: file.write_text(file.read_text().replace("7", "8")), lambda file: file.write_bytes(b"\xff\xfe"),
                      lambda file: file.write_text("[]"), lambda file: file.write_text(""), lambda file: file.unlink(),
                      lambda file: file.with_name("trace.h5").write_text("1"), lambda file: file.with_name("trace.h5").unlink(),
                      lambda file: file.write_text(json.dumps({**json.loads(file.read_text()), "address": "other"}))):
            self.keep()
            spoil(self.store.result_file("abc"))
            with self.assertRaises(Corrupt):
                self.store.result("abc")
            self.assertFalse(self.store.is_done("abc"))
        self.keep()
        self.assertEqual(len(list((self.out / "corrupt").iterdir())), 8, "what was damaged is kept aside")

    def test_without_room_nothing_is_in_place(self):
        with mock.patch.object(os, "fsync", side_effect=OSError(errno.ENOSPC, "No space left on device")):
            with self.assertRaises(OSError):
                self.keep()
        self.assertEqual(list((self.out / "points").iterdir()), [])

    def test_a_failure_is_forgotten_when_there_is_a_result(self):
        self.store.keep_failure("abc", {"reason": "r"})
        self.assertEqual((self.store.failed(), self.store.failure("abc")["reason"]), ({"abc"}, "r"))
        self.keep()
        self.assertIsNone(self.store.failure("abc"))

    def test_a_lock_is_held_until_the_last_who_has_it_is_gone(self):
        path = self.out / "work" / "abc" / "lock"
        with locked(path) as lock:
            child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE, pass_fds=(lock,))
            with locked(path, wait=False) as second:
                self.assertIsNone(second)
        self.assertTrue(self.store.is_at_work("abc"), "the child has it")
        child.communicate()
        self.assertFalse(self.store.is_at_work("abc"))
        with locked(path, wait=False) as lock:
            self.assertIsNotNone(lock)

    def test_who_waits_gets_the_lock_of_the_file_that_is_there(self):
        path, got = self.out / "work" / "abc" / "lock", []

        def wait():
            with locked(path) as lock:
                got.append(os.fstat(lock).st_ino == path.stat().st_ino)
        with locked(path):
            other = threading.Thread(target=wait)
            other.start()
            self.store.forget_work("abc")
        other.join(timeout=20)
        self.assertEqual(got, [True])

    def test_a_file_system_without_locks_is_said(self):
        with mock.patch("fcntl.flock", side_effect=OSError(errno.ENOSYS, "Function not implemented")):
            with self.assertRaisesRegex(Failed, "must have flock"):
                with locked(self.out / "lock"):
                    pass


if __name__ == "__main__":
    unittest.main()
