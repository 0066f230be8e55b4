"""Runs programs in turn and keeps what the operating system says of each."""

import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field

from programs import Failed


@dataclass
class Run:
    """One run of one program, as a whole process."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    laps_s: dict = field(default_factory=dict)
    counts: dict = field(default_factory=dict)


def run(program):
    """Runs it to its end. What it prints as `lap NAME SECONDS` and `count NAME N` is kept."""
    with tempfile.TemporaryFile("w+") as printed:
        started = time.perf_counter()
        redirect = [(os.POSIX_SPAWN_DUP2, printed.fileno(), 1)]
        process = os.posix_spawn(program.command[0], program.command, {**os.environ, **program.environment},
                                 file_actions=redirect)
        _, status, used = os.wait4(process, 0)
        wall_s = time.perf_counter() - started
        printed.seek(0)
        lines = [line.split() for line in printed]
    if status != 0:
        raise Failed(f"{' '.join(program.command)} ended with status {os.waitstatus_to_exitcode(status)}")
    told = Run(wall_s, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6)
    for kind, *name, value in (line for line in lines if len(line) > 2):
        if kind == "lap":
            told.laps_s[" ".join(name)] = float(value)
        elif kind == "count":
            told.counts[" ".join(name)] = int(value)
    told.counts.update(program.counts())
    return told


def rounds_of(programs, rounds):
    """For each program its runs, one a round; in each round every program runs once."""
    done = {name: [] for name in programs}
    for turn in range(rounds):
        for name, program in programs.items():
            done[name].append(run(program))
            print(f"round {turn + 1} of {rounds}: {name}: {done[name][-1].wall_s:.2f} s", file=sys.stderr)
    return done


def median(values):
    return statistics.median(values)


def spread(values, form="{:.2f}"):
    """The median and, in brackets, the least and the most."""
    values = list(values)
    low, high = form.format(min(values)), form.format(max(values))
    return f"{form.format(median(values))} ({low} to {high})"


def ratios(above, below):
    """The quotients within each round."""
    return [a / b for a, b in zip(above, below, strict=True)]
