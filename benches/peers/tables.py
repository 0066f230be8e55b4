"""The tables, as Markdown."""

from programs import Failed
from timing import median, ratios, spread

POLARS, DUCKDB = "Polars", "DuckDB"
RULES = "darkwake, gaps, loitering, encounters"
ONE_THREAD = "the same on one thread"
EVERYTHING = "darkwake, everything"
STAGES = "darkwake, stage by stage"

# The columns of a fix at rest; held to by tests/allocations.rs.
FIX_BYTES = 31
COMPARED = ("fixes", "ships", "gaps", "slow_runs", "grid", "near", "encounters")


def table(heads, rows):
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def values(runs, what):
    return [getattr(run, what) for run in runs]


def check_counts(done):
    """The baselines must do the same work."""
    polars, duckdb = done[POLARS][0].counts, done[DUCKDB][0].counts
    unlike = [f"{name}: {polars[name]} and {duckdb[name]}" for name in COMPARED if polars[name] != duckdb[name]]
    if unlike:
        raise Failed(f"the baselines disagree: {'; '.join(unlike)}")


def heading(build, day, wanted):
    megabytes = day.stat().st_size / 1e6
    return (f"{wanted.rows:,} rows, {megabytes:.0f} MB, {wanted.rounds} rounds, {wanted.threads} threads.\n"
            f"Machine: {build.machine()}.\nVersions: {build.versions()}.\n"
            "Median (least to most); ratios are those within a round.\n")


def events(runs):
    counts = runs[0].counts
    by_name = (("gap", "gaps"), ("loitering", "slow_runs"), ("encounter", "encounters"))
    told = (next((counts[name] for name in names if name in counts), None) for names in by_name)
    return " / ".join("-" if count is None else f"{count:,}" for count in told)


def whole_programs(done):
    names = [POLARS, DUCKDB, RULES, ONE_THREAD, EVERYTHING]
    ours = done[RULES]
    rows = []
    for name in names:
        runs = done[name]
        times = ratios(values(runs, "wall_s"), values(ours, "wall_s"))
        memory = ratios(values(runs, "peak_mb"), values(ours, "peak_mb"))
        rows.append([name, spread(values(runs, "wall_s")), spread(values(runs, "cpu_s")), spread(times),
                     spread(values(runs, "peak_mb"), "{:.0f}"), f"{median(memory):.2f}", events(runs)])
    return table(["whole process", "seconds", "CPU seconds", "times ours", "peak MB", "times ours",
                  "gaps / slow stays / encounters"], rows)


def better(done, what):
    """Of each round the better of the two baselines."""
    return [min(pair) for pair in zip(values(done[POLARS], what), values(done[DUCKDB], what), strict=True)]


def load_s(runs):
    return [run.laps_s["load"] for run in runs]


def peak_limit_mb(fixes):
    return 1.6 * FIX_BYTES * fixes / 1e6 + 32


def targets(done, day):
    ours, fixes = done[RULES], done[POLARS][0].counts["fixes"]
    row = lambda what, target, found: [what, target, spread(found)]
    peak = values(ours, "peak_mb")
    rows = [
        row("times faster than the better baseline", "10 or more",
            ratios(better(done, "wall_s"), values(ours, "wall_s"))),
        row("the same by CPU seconds", "", ratios(better(done, "cpu_s"), values(ours, "cpu_s"))),
        row("peak memory over the lower baseline's", "0.25 or less", ratios(peak, better(done, "peak_mb"))),
        row("CSV to sorted tracks: times faster than DuckDB's load", "6 or more",
            ratios(load_s(done[DUCKDB]), load_s(done[STAGES]))),
        row("everything over gaps, loitering and encounters", "2 or less",
            ratios(values(done[EVERYTHING], "wall_s"), values(ours, "wall_s"))),
        row("one thread over two", "1.7 or more", ratios(values(done[ONE_THREAD], "wall_s"), values(ours, "wall_s"))),
        row("peak over 1.6 times the columns and 32 MB", "1 or less", [mb / peak_limit_mb(fixes) for mb in peak]),
    ]
    return table(["what", "target", "found"], rows)


def laps(done):
    names = list(dict.fromkeys(name for runs in (done[POLARS], done[DUCKDB], done[STAGES]) for name in runs[0].laps_s))
    seconds = lambda runs, name: spread(run.laps_s[name] for run in runs) if name in runs[0].laps_s else ""
    rows = [[name, *(seconds(done[program], name) for program in (POLARS, DUCKDB, STAGES))] for name in names]
    return table(["seconds by stage", POLARS, DUCKDB, "darkwake"], rows)


def by_size(done):
    """Time and memory by the number of rows, against the smallest day."""
    least = min(done)
    us_a_row = lambda size: [run.wall_s / size * 1e6 for run in done[size]]
    cpu_us_a_row = lambda size: [run.cpu_s / size * 1e6 for run in done[size]]
    rows = []
    for size in sorted(done):
        peak = values(done[size], "peak_mb")
        rows.append([f"{size:,}", spread(values(done[size], "wall_s")), spread(us_a_row(size), "{:.3f}"),
                     f"{median(ratios(us_a_row(size), us_a_row(least))):.2f}",
                     f"{median(ratios(cpu_us_a_row(size), cpu_us_a_row(least))):.2f}",
                     spread(peak, "{:.0f}"), f"{median(peak) * 1e6 / size:.0f}",
                     f"{median(peak) / peak_limit_mb(size):.2f}"])
    return table(["rows", "seconds", "µs a row", f"over {least:,} rows", "the same by CPU", "peak MB", "bytes a row",
                  "over 1.6 times the columns and 32 MB"], rows)
