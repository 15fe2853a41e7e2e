#!/usr/bin/env python3
"""One client has three of four connections of the service at the most, whatever its settings say (needs no database).

Usage: connection_limit_test.py FLODATA [unittest options].
"""
import contextlib
import os
import pathlib
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time
import unittest

FLODATA = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else None
OPEN_FILES = 384  # 256 of which are for other things (src/api/server.cc)
MOST_OF_ALL = 128
MOST_OF_ONE = 96
BEGUN = b"GET /health HTTP/1.1\r\nHost: local"  # one that has begun keeps its place for a second


class ConnectionLimit(unittest.TestCase):
    def setUp(self):
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        folder = self.stack.enter_context(tempfile.TemporaryDirectory(prefix="flodata_limit_"))
        settings = {"PATH": os.environ["PATH"], "DB_HOST": "/nonexistent", "API_PORT": "0", "API_CLIENT_CONNECTIONS": "4000"}
        self.log = self.stack.enter_context(open(pathlib.Path(folder) / "log", "w+", encoding="utf-8"))
        self.process = subprocess.Popen([FLODATA, "serve"], cwd=folder, env=settings, stderr=self.log, stdout=self.log, preexec_fn=lambda:
                                        resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES)))
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.terminate)
        deadline = time.monotonic() + 60
        while not (found := re.search(r"http://127\.0\.0\.1:(\d+)", pathlib.Path(self.log.name).read_text(encoding="utf-8"))):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)
        self.port = int(found[1])

    def connect(self, data):
        connection = self.stack.enter_context(socket.create_connection(("127.0.0.1", self.port), timeout=30))
        connection.sendall(data)
        return connection

    def answer(self, target):
        connection = self.connect(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()

    def test_client_has_three_of_four_at_the_most_and_is_told_so(self):
        for held, status in ((MOST_OF_ONE - 1, " 404 "), (MOST_OF_ONE, " 429 ")):
            with self.subTest(held=held):
                begun = [self.connect(BEGUN) for _ in range(held)]
                answer = self.answer("/nothing")
                self.assertIn(status, answer.splitlines()[0])
                self.assertEqual("has 96 connections in use" in answer, held == MOST_OF_ONE, answer)
                self.assertIn(" 503 ", self.answer("/health").splitlines()[0])  # there is no database
                for connection in begun:
                    connection.close()
                time.sleep(0.3)


if __name__ == "__main__":
    unittest.main()
