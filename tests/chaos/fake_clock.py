"""A wall clock for one program that can be set while it runs: libfaketime, told its offset by a file.

The monotonic clock stays the true one, so waiting takes as long as it does; only what the program believes the date to be moves.
"""
import dataclasses
import os
import pathlib
import time

# AddressSanitizer wants to be the first library otherwise, and its allocator would ask for a time that is not there yet.
WITH_SANITIZER = ("verify_asan_link_order=0", "allocator_release_to_os_interval_ms=-1")


@dataclasses.dataclass(frozen=True)
class Setting:
    """An offset, in effect from some moment within [earliest, latest] of true time on."""
    offset_s: float
    earliest: float
    latest: float


class FakeClock:
    def __init__(self, folder):
        self.file = pathlib.Path(folder) / "clock_offset"
        self.settings = []
        self.set(0, earliest=float("-inf"))

    def environment(self):
        libraries = sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
        if not libraries:
            raise RuntimeError("no libfaketimeMT.so.1: install the package faketime")
        return {"LD_PRELOAD": libraries[0], "FAKETIME_TIMESTAMP_FILE": self.file, "FAKETIME_NO_CACHE": 1,
                "FAKETIME_DONT_FAKE_MONOTONIC": 1, "DONT_FAKE_MONOTONIC": 1, "NO_FAKE_STAT": 1,
                "ASAN_OPTIONS": ":".join([os.environ.get("ASAN_OPTIONS", "detect_leaks=1"), *WITH_SANITIZER])}

    @property
    def offset_s(self):
        return self.settings[-1].offset_s

    def set(self, offset_s, earliest=None):
        """Sets the clock to true time plus an offset, which nobody can have seen before `earliest` (default: now)."""
        earliest = earliest or time.time()
        draft = self.file.with_suffix(".draft")
        draft.write_text(f"{offset_s:+.6f}\n")
        draft.rename(self.file)  # a reader sees the old text or the new one
        self.settings.append(Setting(offset_s, earliest, time.time()))

    def now(self):
        """The program's time, in seconds since 1970."""
        return time.time() + self.offset_s

    def latest_at(self, moment, before_s):
        """The latest time that the program can have read within `before_s` seconds up to the true time `moment`."""
        ends = [setting.latest for setting in self.settings[1:]] + [float("inf")]
        offsets = [setting.offset_s for setting, end in zip(self.settings, ends)
                   if setting.earliest <= moment and end >= moment - before_s]
        return moment + max(offsets)
