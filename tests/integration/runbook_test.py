#!/usr/bin/env python3
"""Every row of the tables of docs/runbook.md has a test that shows what the row says, and no row is without one.

Usage: runbook_test.py [unittest options]. Reads files only: the tests themselves are entries of ctest.
"""
import collections
import pathlib
import re
import unittest

Proof = collections.namedtuple("Proof", "outcome file test shows")
ROOT = pathlib.Path(__file__).resolve().parents[2]
FAULT, UP, START = "integration/stream_fault_test.cc", "integration/up_faults_test.py", "integration/odd_start_test.py"
CHAOS = {"kills": "chaos/kills.py", "silence": "chaos/silence.py", "failover": "chaos/failover.py", "drill": "chaos/operator_drill.py"}
SERVER, SOURCE, HISTORY = "integration/private_server_test.cc", "../src/streamer/source/source_file_test.cc", "integration/history_test.cc"
REVISION, CONTROL, VERSIONS = "integration/source_revision_test.cc", "integration/control_test.cc", "integration/api_versions_test.cc"

# `Proof(outcome, file, test, shows)`. The second cell of the row begins with `outcome`; `test` is a function of
# the file (None: the file is a program that does nothing else); `shows` stands in it and fails unless the row is true. Of what
# stops, it is what the program says, so it stands in the program too.
WAITS = "expect_recovery("  # it did not stop, tried once more when the fault was over, and has every row

PROOFS = {
    "database or network": {
        "PostgreSQL stopped, restarted, killed, starting up":
            Proof("waits", FAULT, "ServerThatCrashedAfterTheHistoryComesBackWithAllOfIt", WAITS),
        "an administrator ended a session": Proof("opens a new session", FAULT, "SessionThatTheAdministratorEndsIsMadeAnew", WAITS),
        "no connection left (53300), disk full (53100), out of memory": Proof("waits", FAULT, "FullDiskIsWaitedForUntilThereIsRoom", WAITS),
        "a statement was cancelled or timed out (57014); deadlock":
            Proof("rolls back and retries", FAULT, "StatementTimeoutIsTriedAgain", WAITS),
        "network cut in a COPY": Proof("writes again", CHAOS["kills"], None, 'Mode("copy"'),
        "network cut at a COMMIT":
            Proof("reads the checkpoint", "integration/streaming_test.cc", "BatchWhoseCommitWasNotAnsweredIsNotWrittenTwice",
                  "EXPECT_EQ(value(kHashOfTable), after)"),
        "the server acknowledges but answers nothing for 5 s":
            Proof("closes its sessions and reconnects", CHAOS["silence"], "check_connections_go_silent", "rows after the connections went silent"),
        "read-only server (a standby)": Proof("waits", FAULT, "ReadOnlyServerIsWaitedForUntilItIsPromoted", WAITS),
        "several hosts in `DB_HOST`":
            Proof("finds the primary", "integration/standby_test.py", "test_api_reads_a_standby_and_the_stream_goes_on_when_it_is_promoted",
                  "self.check_goes_on(standby)"),
        "a pooler in session mode (pgbouncer)":
            Proof("works", "integration/pooler_test.py", "test_session_mode_serves_and_streams_with_the_poolers_defaults",
                  "self.assertEqual(connection.get(path).status, 200, path)"),
        "a pooler in transaction mode":
            Proof("stops", "integration/pooler_test.py", "test_transaction_mode_is_refused_and_takes_no_lead_from_a_healthy_streamer",
                  "set pool_mode = session for this database"),
        "`CONNECTION LIMIT 4` for the role of streamer and API":
            Proof("works", "integration/few_sessions_test.py", "test_four_sessions_serve_everyone",
                  "self.assertEqual(statuses, [200] * CLIENTS * REQUESTS)"),
        "fewer than 3 sessions for the streamer":
            Proof("stops", "integration/few_sessions_test.py", "test_fewer_sessions_than_a_streamer_needs_are_named",
                  "at a time, and a streamer needs "),
        "password or role rejected": Proof("stops", FAULT, "RefusedRoleIsAClearStopThatNamesTheSettings", "DB_PASSWORD"),
        "database does not exist": Proof("stops", FAULT, "DatabaseThatIsNotThereIsAClearStop", "DB_NAME"),
        "schema older than the program":
            Proof("migrates", "integration/schema_test.cc", "StreamOfEveryEarlierSchemaGoesOnWithAllItsRows",
                  "EXPECT_EQ(value(kHashOfTable), hash_after)"),
        "schema newer than the program": Proof("stops", FAULT, "SchemaOfANewerProgramIsAClearStop", "use a newer flodata"),
        "a table or view of the schema dropped":
            Proof("stops", "integration/schema_test.cc", "TableThatSomebodyDroppedIsNamedAndStopsTheStream", "the schema lacks "),
        "a reader locks the table while its key is made":
            Proof("waits", CONTROL, "ReaderOfTheTableDoesNotHoldUpTheFirstLoad", "EXPECT_EQ(value(kNewest)"),
    },
    "the private PostgreSQL of `up`": {
        "killed, or ended by itself":
            Proof("starts it again", UP, "test_killed_server_is_started_again_and_the_stream_goes_on", "PostgreSQL runs again"),
        "ended because its disk is full or memory is short":
            Proof("tries again", UP, "test_full_disk_is_named_with_its_remedy_and_the_stream_goes_on_when_there_is_room",
                  "make room on the disk of '"),
        "does not start again within a minute for another reason":
            Proof("ends", SERVER, "ServerThatCannotStartAgainIsAFailureWithTheReasonOfItsLog",
                  "restore a backup if its files are damaged or missing"),
        "stopped (SIGSTOP)":
            Proof("ends at Ctrl-C", CHAOS["drill"], None, "it is ended now, and the next `flodata up` goes on from its last commit"),
        "left behind, or half made, by a killed `up`":
            Proof("ends it", UP, "test_kill_at_any_moment_of_a_first_start_does_not_keep_the_next_one_from_starting",
                  "self.assertEqual(again.stop()[0], 130, moment)"),
        "`pgpass` lost, damaged or open to others":
            Proof("makes another", UP, "test_lost_password_file_is_named_and_made_again_for_the_same_data",
                  'self.assertEqual(again.sql("SELECT lineage FROM stream_state"), first)'),
        "its folder `cluster` is gone": Proof("ends", SERVER, "ClusterThatIsGoneIsNotReplacedByANewOne", "put it back, or remove the folder '"),
        "`--data-dir` with blanks, commas, quotes":
            Proof("works", UP, "test_folder_with_an_odd_name_works_and_so_do_the_printed_lines",
                  'self.assertEqual(up.sql("SELECT count(*) > 0 FROM production_data"), "t")'),
    },
    "history": {
        "database restored from a backup, or a standby promoted":
            Proof("begins a new lineage", "integration/backup_test.py", "test_dump_of_a_running_stream_goes_on_elsewhere_without_a_gap",
                  "self.assertNotEqual(first.sql(DATABASE, lineage), second.sql(DATABASE, lineage))"),
        "the server lost commits that the streamer saw":
            Proof("the same", HISTORY, "CommitsThatAreGoneBeginANewLineageAndTheirHoursAreWrittenAgain", "EXPECT_NE(lineage(), before)"),
        "rows changed, deleted or added by hand":
            Proof("goes on", HISTORY, "RowsThatWereChangedByHandAreFoundAndWrittenAgainFromTheSource",
                  'EXPECT_EQ(compared().all(), 3) << "nobody asked to write them again"'),
    },
    "source file": {
        "missing, locked by a writer, truncated, with another layout":
            Proof("stops", SOURCE, "TruncatedFileIsToldAndStreamsWhenCopiedAgain", "copy it again"),
        "longer than before": Proof("continues", REVISION, "LongerFileGoesOnWhereTheShorterOneEnded", "nothing that was streamed has changed"),
        "other values in streamed hours": Proof("stops", REVISION, "CorrectedFileIsRefusedWithTheHoursThatChanged", " rows have other values"),
        "another production-day zone, or other canonical well names":
            Proof("stops", REVISION, "SourceOfAnotherZoneIsRefusedUntilItIsAccepted", "its production day is that of "),
        "ends before the hour that comes next":
            Proof("stops", REVISION, "FileThatEndsBeforeTheNextHourIsRefusedWhateverIsAccepted", "ends before the hour that comes next"),
    },
    "streamer and clock": {
        "another streamer leads": Proof("stands by", CHAOS["failover"], "round", "if seconds > TAKE_OVER_LIMIT_S:"),
        "it was frozen and another one took over":
            Proof("stands by", CONTROL, "FrozenLeaderLosesTheLeadByItsSilence", "look for what froze this program"),
        "wall clock set back": Proof("holds", CONTROL, "ClockSetBackIsWaitedForAndCounted", "clock_holds_total 1"),
        "wall clock set forward, machine slept": Proof("catches up", "chaos/clock_steps.py", "step", "self.wait_until_caught_up("),
        "end of the data": Proof("begins the next loop", "integration/streaming_test.cc", "EndOfTheDataGoesOnWithTheNextLoop",
                                 'EXPECT_EQ(value("SELECT loop_number FROM stream_state"), "3")'),
    },
    "start and end": {
        "standard streams closed (`>&- 2>&-`)":
            Proof("works", START, "test_up_streams_with_closed_standard_streams",
                  'self.assertEqual((status()["epoch"], status()["state"]), (1, "streaming"))'),
        "`PGHOSTADDR`, `PGTZ`, `PGOPTIONS` and the like set":
            Proof("ignores", START, "test_environment_for_other_programs_of_postgresql_changes_nothing", "self.assertEqual(*answers)"),
        "`.env` with a byte order mark":
            Proof("works", START, "test_dotenv_that_begins_with_a_byte_order_mark_is_read", 'self.assertIn("port 1 "'),
        "`.env` is a folder":
            Proof("ends", START, "test_dotenv_that_is_a_folder_is_named_with_a_remedy", "; put a plain file of at most 1 MB there, or remove it"),
        "`.env` may not be read": Proof("ends", START, "test_dotenv_that_may_not_be_read_is_named_with_a_remedy", "; make it readable for user "),
        "the source is a pipe": Proof("ends", START, "test_pipe_as_source_is_named_and_nobody_waits_for_it", "; give a DuckDB file"),
        "a user without an entry in `/etc/passwd`":
            Proof("`up` ends", START, "test_user_without_an_entry_is_told_what_postgresql_needs", " has no entry in /etc/passwd"),
        "root without `CAP_SETUID` (a container)":
            Proof("`up` ends", START, "test_root_that_may_not_become_another_user_is_told_so", "it has no CAP_SETUID or CAP_SETGID"),
        "the data folder belongs to another user":
            Proof("`up` ends", START, "test_folder_of_another_user_is_named", "; run as that user, or give another with --data-dir"),
        "SIGTERM or Ctrl-C, whatever it waits for":
            Proof("ends within 3 s", "integration/ending_test.py", "check_ends", "self.assertLess(time.monotonic() - begin, LIMIT_S"),
        "its terminal is closed (SIGHUP)":
            Proof("ends in order", "integration/ending_test.py", "test_terminal_that_is_closed", "self.check_ends(streamer, (0,), signal.SIGHUP)"),
        "high speed":
            Proof("logs a summary a second", "../src/streamer/stream_report_test.cc", "FastStreamHasTwentyLinesAndASummaryPerSecond",
                  "EXPECT_EQ(lines, 4 * 20 + 3)"),
        "a proxy with a path prefix": Proof("works", "console/prefix_test.py", "run", "{nginx.port}{PREFIX}"),
    },
    "clients of the API": {
        "an `id` of the event stream from before a new lineage":
            Proof("`revision`", VERSIONS, "AnIdOfAStreamThatWasReplacedGetsARevisionWhateverItsNumber", 'EXPECT_EQ(told.name, "revision")'),
        "an `ETag` from before a new lineage": Proof("the rows of now", VERSIONS, "ATagOfAnotherLineageIsNone", ".status, 200)"),
        "a cursor from before a new lineage": Proof("409", "integration/api_query_test.cc", "CursorKeepsItsVersionWhateverIsCommitted", ".status, 409)"),
        "a standby, or a standby that is promoted":
            Proof("its rows", "integration/standby_test.py", "test_api_reads_a_standby_and_the_stream_goes_on_when_it_is_promoted",
                  'self.assertEqual(events.count("event: rows"), 3, events)'),
    },
}
NO_FAULTS = {"role", "expression"}  # headings of tables that describe something else


STOPS = ("stops", "ends", "`up` ends")  # outcomes with a message


def tables(text):
    """Heading -> row -> second cell."""
    found = {}
    for heading, body in re.findall(r"^\| ([^|\n]+) \| [^\n]+\|\n\| --- \| --- \|\n((?:\|[^\n]*\n)+)", text, re.MULTILINE):
        rows = [line.split(" | ", 1) for line in body.splitlines()]
        found[heading] = {first.removeprefix("| "): second.removesuffix(" |") for first, second in rows}
    return found


def body_of(test, text, suffix):
    """Returns the text of the function `test` of a file; nothing when it has none."""
    pattern = rf"^TEST\w*\(\w+, {test}\) {{\n.*?^}}" if suffix == ".cc" else rf"^( *)def {test}\(.*?(?=^\1\S|\Z)"
    found = re.search(pattern, text, re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


def literals_of(text):
    """Returns the strings of a C++ file, those that the compiler joins in one piece."""
    return re.sub(r'"\s*\n\s*"', "", text)


class Runbook(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tables = tables((ROOT / "docs" / "runbook.md").read_text(encoding="utf-8"))
        cls.ctest = "".join(path.read_text(encoding="utf-8") for folder in ("tests", "src") for path in (ROOT / folder).rglob("CMakeLists.txt"))
        cls.program = "".join(literals_of(path.read_text(encoding="utf-8")) for path in (ROOT / "src").rglob("*.cc") if not path.stem.endswith("_test"))

    def test_every_row_has_a_proof_and_every_proof_a_row(self):
        self.assertEqual(set(self.tables) - NO_FAULTS, set(PROOFS))
        for table, proofs in PROOFS.items():
            with self.subTest(table=table):
                self.assertEqual(sorted(self.tables[table]), sorted(proofs))

    def test_row_says_what_its_test_shows(self):
        for table, proofs in PROOFS.items():
            for row, proof in proofs.items():
                with self.subTest(row=row):
                    said = self.tables[table].get(row, "")
                    self.assertTrue(said.startswith(proof.outcome), f"'{said}', not '{proof.outcome}'")
                    path = ROOT / "tests" / proof.file
                    text = literals_of(path.read_text(encoding="utf-8"))
                    shown = body_of(proof.test, text, path.suffix) if proof.test else text
                    self.assertTrue(shown, f"{path} has no test '{proof.test}'")
                    self.assertTrue(proof.shows in shown, f"'{proof.test}' in {path} does not show '{proof.shows}'")
                    self.assertTrue(path.stem in self.ctest, f"{path} is no entry of ctest")

    def test_what_stops_says_so(self):
        for table, proofs in PROOFS.items():
            for row, proof in proofs.items():
                if proof.outcome in STOPS:
                    with self.subTest(row=row):
                        self.assertTrue(proof.shows in self.program, f"the program does not say '{proof.shows}'")

    def test_stop_is_never_without_a_remedy(self):
        """The row of what stops says what to do, or that the message does."""
        for table, proofs in PROOFS.items():
            for row, proof in proofs.items():
                if proof.outcome in STOPS:
                    with self.subTest(row=row):
                        self.assertRegex(self.tables[table].get(row, ""), "; |names")


if __name__ == "__main__":
    unittest.main()
