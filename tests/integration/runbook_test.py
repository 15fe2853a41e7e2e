#!/usr/bin/env python3
"""Every row of the tables of docs/runbook.md has a test that shows what the row says, and no row is without one.

Usage: runbook_test.py [unittest options]. Reads files only: the tests themselves are entries of ctest.
"""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FAULT, UP, START = "integration/stream_fault_test.cc", "integration/up_faults_test.py", "integration/odd_start_test.py"
CHAOS = {"kills": "chaos/kills.py", "silence": "chaos/silence.py", "failover": "chaos/failover.py", "drill": "chaos/operator_drill.py"}
SERVER, SOURCE, HISTORY = "integration/private_server_test.cc", "../src/streamer/source/source_file_test.cc", "integration/history_test.cc"
REVISION, CONTROL, VERSIONS = "integration/source_revision_test.cc", "integration/control_test.cc", "integration/api_versions_test.cc"

# Table -> row -> (how the second cell begins, file below tests/, name in it that shows it).
PROOFS = {
    "database or network": {
        "PostgreSQL stopped, restarted, killed, starting up": ("waits", FAULT, "ServerThatCrashedAfterTheHistoryComesBackWithAllOfIt"),
        "an administrator ended a session": ("opens a new session", FAULT, "SessionThatTheAdministratorEndsIsMadeAnew"),
        "no connection left (53300), disk full (53100), out of memory": ("waits", FAULT, "FullDiskIsWaitedForUntilThereIsRoom"),
        "a statement was cancelled or timed out (57014); deadlock": ("rolls back and retries", FAULT, "StatementTimeoutIsTriedAgain"),
        "network cut in a COPY": ("writes again", CHAOS["kills"], "copy"),
        "network cut at a COMMIT": ("reads the checkpoint", "integration/streaming_test.cc", "BatchWhoseCommitWasNotAnsweredIsNotWrittenTwice"),
        "the server acknowledges but answers nothing for 5 s": ("closes its sessions and reconnects", CHAOS["silence"], "--limit"),
        "read-only server (a standby)": ("waits", FAULT, "ReadOnlyServerIsWaitedForUntilItIsPromoted"),
        "several hosts in `DB_HOST`": ("finds the primary", "integration/standby_test.py", "test_api_reads_a_standby_and_the_stream_goes_on_when_it_is_promoted"),
        "a pooler in session mode (pgbouncer)": ("works", "integration/pooler_test.py", "test_session_mode_serves_and_streams_with_the_poolers_defaults"),
        "a pooler in transaction mode": ("stops", "integration/pooler_test.py", "test_transaction_mode_is_refused_and_takes_no_lead_from_a_healthy_streamer"),
        "`CONNECTION LIMIT 4` for the role of streamer and API": ("works", "integration/few_sessions_test.py", "test_four_sessions_serve_everyone"),
        "fewer than 3 sessions for the streamer": ("stops", "integration/few_sessions_test.py", "test_fewer_sessions_than_a_streamer_needs_are_named"),
        "password or role rejected": ("stops", FAULT, "RefusedRoleIsAClearStopThatNamesTheSettings"),
        "database does not exist": ("stops", FAULT, "DatabaseThatIsNotThereIsAClearStop"),
        "schema older than the program": ("migrates", "integration/schema_test.cc", "StreamOfEveryEarlierSchemaGoesOnWithAllItsRows"),
        "schema newer than the program": ("stops", FAULT, "SchemaOfANewerProgramIsAClearStop"),
        "a table or view of the schema dropped": ("stops", "integration/schema_test.cc", "TableThatSomebodyDroppedIsNamedAndStopsTheStream"),
        "a reader locks the table while its key is made": ("waits", CONTROL, "ReaderOfTheTableDoesNotHoldUpTheFirstLoad"),
    },
    "the private PostgreSQL of `up`": {
        "killed, or ended by itself": ("starts it again", UP, "test_killed_server_is_started_again_and_the_stream_goes_on"),
        "ended because its disk is full or memory is short":
            ("tries again", UP, "test_full_disk_is_named_with_its_remedy_and_the_stream_goes_on_when_there_is_room"),
        "does not start again within a minute for another reason": ("ends", SERVER, "ServerThatCannotStartAgainIsAFailureWithTheReasonOfItsLog"),
        "stopped (SIGSTOP)": ("ends", UP, "test_stopped_server_does_not_keep_up_from_ending"),
        "left behind, or half made, by a killed `up`":
            ("ends it", UP, "test_kill_at_any_moment_of_a_first_start_does_not_keep_the_next_one_from_starting"),
        "`pgpass` lost, damaged or open to others": ("makes another", UP, "test_lost_password_file_is_named_and_made_again_for_the_same_data"),
        "its folder `cluster` is gone": ("ends", SERVER, "ClusterThatIsGoneIsNotReplacedByANewOne"),
        "`--data-dir` with blanks, commas, quotes": ("works", UP, "test_folder_with_an_odd_name_works_and_so_do_the_printed_lines"),
    },
    "history": {
        "database restored from a backup, or a standby promoted":
            ("begins a new lineage", "integration/backup_test.py", "test_dump_of_a_running_stream_goes_on_elsewhere_without_a_gap"),
        "the server lost commits that the streamer saw": ("the same", HISTORY, "CommitsThatAreGoneBeginANewLineageAndTheirHoursAreWrittenAgain"),
        "rows changed, deleted or added by hand": ("goes on", HISTORY, "RowsThatWereChangedByHandAreFoundAndWrittenAgainFromTheSource"),
    },
    "source file": {
        "missing, locked by a writer, truncated, with another layout": ("stops", SOURCE, "TruncatedFileIsToldAndStreamsWhenCopiedAgain"),
        "longer than before": ("continues", REVISION, "LongerFileGoesOnWhereTheShorterOneEnded"),
        "other values in streamed hours": ("stops", REVISION, "CorrectedFileIsRefusedWithTheHoursThatChanged"),
        "another production-day zone, or other canonical well names": ("stops", REVISION, "SourceOfAnotherZoneIsRefusedUntilItIsAccepted"),
        "ends before the hour that comes next": ("stops", REVISION, "FileThatEndsBeforeTheNextHourIsRefusedWhateverIsAccepted"),
    },
    "streamer and clock": {
        "another streamer leads": ("stands by", CHAOS["failover"], "TAKE_OVER_LIMIT_S"),
        "it was frozen and another one took over": ("stands by", CONTROL, "FrozenLeaderLosesTheLeadByItsSilence"),
        "wall clock set back": ("holds", CONTROL, "ClockSetBackIsWaitedForAndCounted"),
        "wall clock set forward, machine slept": ("catches up", "chaos/clock_steps.py", "ClockSteps"),
        "end of the data": ("begins the next loop", "integration/streaming_test.cc", "EndOfTheDataGoesOnWithTheNextLoop"),
    },
    "start and end": {
        "standard streams closed (`>&- 2>&-`)": ("works", START, "test_up_streams_with_closed_standard_streams"),
        "`PGHOSTADDR`, `PGTZ`, `PGOPTIONS` and the like set": ("ignores", START, "test_environment_for_other_programs_of_postgresql_changes_nothing"),
        "`.env` with a byte order mark": ("works", START, "test_dotenv_that_begins_with_a_byte_order_mark_is_read"),
        "`.env` is a folder": ("ends", START, "test_dotenv_that_is_a_folder_is_named_with_a_remedy"),
        "`.env` may not be read": ("ends", START, "test_dotenv_that_may_not_be_read_is_named_with_a_remedy"),
        "the source is a pipe": ("ends", START, "test_pipe_as_source_is_named_and_nobody_waits_for_it"),
        "a user without an entry in `/etc/passwd`": ("`up` ends", START, "test_user_without_an_entry_is_told_what_postgresql_needs"),
        "root without `CAP_SETUID` (a container)": ("`up` ends", START, "test_root_that_may_not_become_another_user_is_told_so"),
        "the data folder belongs to another user": ("`up` ends", START, "test_folder_of_another_user_is_named"),
        "SIGTERM or Ctrl-C, whatever it waits for": ("ends within 3 s", "integration/ending_test.py", "test_server_that_does_not_answer_a_connection"),
        "its terminal is closed (SIGHUP)": ("ends in order", "integration/ending_test.py", "test_terminal_that_is_closed"),
        "high speed": ("logs a summary a second", "../src/streamer/stream_report_test.cc", "FastStreamHasTwentyLinesAndASummaryPerSecond"),
        "a proxy with a path prefix": ("works", "console/prefix_test.py", "prefix"),
    },
    "clients of the API": {
        "an `id` of the event stream from before a new lineage":
            ("`revision`", VERSIONS, "AnIdOfAStreamThatWasReplacedGetsARevisionWhateverItsNumber"),
        "an `ETag` from before a new lineage": ("the rows of now", VERSIONS, "ATagOfAnotherLineageIsNone"),
        "a cursor from before a new lineage": ("409", "integration/api_query_test.cc", "CursorKeepsItsVersionWhateverIsCommitted"),
        "a standby, or a standby that is promoted": ("its rows", "integration/standby_test.py", "check_goes_on"),
    },
}
NO_FAULTS = {"role", "expression"}  # headings of tables that describe something else


def tables(text):
    """Heading -> row -> second cell."""
    found = {}
    for heading, body in re.findall(r"^\| ([^|\n]+) \| [^\n]+\|\n\| --- \| --- \|\n((?:\|[^\n]*\n)+)", text, re.MULTILINE):
        rows = [line.split(" | ", 1) for line in body.splitlines()]
        found[heading] = {first.removeprefix("| "): second.removesuffix(" |") for first, second in rows}
    return found


class Runbook(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tables = tables((ROOT / "docs" / "runbook.md").read_text(encoding="utf-8"))
        cls.ctest = "".join(path.read_text(encoding="utf-8") for folder in ("tests", "src") for path in (ROOT / folder).rglob("CMakeLists.txt"))

    def test_every_row_has_a_proof_and_every_proof_a_row(self):
        self.assertEqual(set(self.tables) - NO_FAULTS, set(PROOFS))
        for table, proofs in PROOFS.items():
            with self.subTest(table=table):
                self.assertEqual(sorted(self.tables[table]), sorted(proofs))

    def test_row_says_what_its_test_shows(self):
        for table, proofs in PROOFS.items():
            for row, (outcome, file, name) in proofs.items():
                with self.subTest(row=row):
                    self.assertTrue(self.tables[table].get(row, "").startswith(outcome), f"'{self.tables[table].get(row)}', not '{outcome}'")
                    path = ROOT / "tests" / file
                    self.assertTrue(name in path.read_text(encoding="utf-8"), f"{path} has no '{name}'")
                    self.assertTrue(path.stem in self.ctest, f"{path} is no entry of ctest")


if __name__ == "__main__":
    unittest.main()
