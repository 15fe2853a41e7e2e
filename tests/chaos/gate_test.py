#!/usr/bin/env python3
"""The gate does what its modes say, seen by psql on one side and by PostgreSQL on the other."""
import subprocess
import unittest

from gate import Gate, Mode
from postgres_cluster import PostgresCluster, eventually, free_port

ROWS = "".join(f"{number}\n" for number in range(100_000))
PATIENCE_S = 60


class GateTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = PostgresCluster().__enter__()
        cls.addClassCleanup(cls.cluster.remove)
        cls.cluster.create_database("behind")
        cls.cluster.sql("behind", "CREATE TABLE item (number int)")

    def setUp(self):
        self.cluster.sql("behind", "TRUNCATE item")
        self.gate = self.enterContext(Gate(self.cluster.port, free_port(), 1))

    def psql(self, script):
        """Runs a script through the gate. Returns whether all of it went well."""
        command = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.gate.port), "-U",
                   self.cluster.user, "-d", "behind"]
        done = subprocess.run(command, input=script, text=True, capture_output=True, timeout=PATIENCE_S)
        return done.returncode == 0

    def insert(self):
        return self.psql("BEGIN;\nINSERT INTO item VALUES (1);\nCOMMIT;\n")

    def copy(self):
        return self.psql(f"COPY item FROM STDIN;\n{ROWS}\\.\n")

    def count(self):
        return int(self.cluster.sql("behind", "SELECT count(*) FROM item"))

    def wait_for_no_session(self):
        """What a cut session had begun is rolled back when PostgreSQL has noticed its end."""
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'behind' AND pid <> pg_backend_pid()"
        eventually(lambda: self.cluster.sql("behind", query) == "0", PATIENCE_S, "the end of the session")

    def test_everything_passes_unchanged(self):
        for mode in (Mode(), Mode("slice", 700), Mode("delay", 2)):
            self.gate.set(mode)
            self.assertTrue(self.copy())
            self.assertEqual(self.cluster.sql("behind", "SELECT count(DISTINCT number) = count(*) FROM item"), "t", mode)
            self.assertEqual(self.count(), 100_000)
            self.cluster.sql("behind", "TRUNCATE item")

    def test_cut_before_commit_rolls_back(self):
        for abrupt in (False, True):
            self.gate.set(Mode("before_commit", abrupt=abrupt))
            self.assertFalse(self.insert())
            self.wait_for_no_session()
            self.assertEqual(self.count(), 0)
        self.assertEqual(self.gate.cuts, {"before_commit": 2})

    def test_cut_after_commit_loses_the_answer_only(self):
        for number, abrupt in enumerate((False, True)):
            self.gate.set(Mode("after_commit", abrupt=abrupt))
            self.assertFalse(self.insert())
            self.assertEqual(self.count(), number + 1)
        self.assertEqual(self.gate.cuts, {"after_commit": 2})

    def test_cut_within_copy_leaves_no_row(self):
        for mode in (Mode("copy", 5000), Mode("copy", 5000, abrupt=True), Mode("bytes", 200_000)):
            self.gate.set(mode)
            self.assertFalse(self.copy())
            self.wait_for_no_session()
            self.assertEqual(self.count(), 0)
        self.assertEqual(self.gate.cuts, {"copy": 2, "bytes": 1})

    def test_refused_and_then_let_through(self):
        self.gate.set(Mode("refuse"))
        self.assertFalse(self.insert())
        self.gate.set(Mode())
        self.assertTrue(self.insert())

    def test_blackhole_swallows_until_it_is_cut(self):
        self.gate.set(Mode("blackhole"))
        command = ["psql", "-X", "-h", "127.0.0.1", "-p", str(self.gate.port), "-U", self.cluster.user, "-d", "behind"]
        with subprocess.Popen([*command, "-c", "SELECT 1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as psql:
            with self.assertRaises(subprocess.TimeoutExpired):
                psql.wait(0.5)
            self.gate.set(Mode())
            self.assertNotEqual(psql.wait(PATIENCE_S), 0)
        self.assertTrue(self.insert())


if __name__ == "__main__":
    unittest.main(verbosity=2)
