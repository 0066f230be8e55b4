"""What is run: the day of positions, the two baselines and darkwake, each built or made once."""

import json
import os
import subprocess
import sys
import venv
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent


class Failed(Exception):
    """What a person has to put right."""


@dataclass
class Program:
    command: list
    environment: dict = field(default_factory=dict)
    found_in: Path | None = None

    def counts(self):
        """The events of the run just ended, by type, where it wrote a summary."""
        if self.found_in is None:
            return {}
        summary = json.loads((self.found_in / "summary.json").read_text())
        return {name: count for name, count in summary["events"].items() if isinstance(count, int)}


def call(command, **settings):
    print("$", " ".join(map(str, command)), file=sys.stderr)
    try:
        return subprocess.run([str(word) for word in command], check=True, cwd=REPOSITORY, **settings)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Failed(error) from error


def target_dir():
    metadata = call(["cargo", "metadata", "--format-version", "1", "--no-deps"], stdout=subprocess.PIPE)
    return Path(json.loads(metadata.stdout)["target_directory"])


def built():
    """Builds the benches and, with them, the program; tells where each of them is."""
    benches = ["cargo", "bench", "--no-run", "--bench", "main", "--bench", "stages", "--features", "cli"]
    messages = call([*benches, "--message-format", "json"], stdout=subprocess.PIPE).stdout.splitlines()
    artifacts = [artifact for artifact in map(json.loads, messages) if artifact.get("executable")]
    return {artifact["target"]["name"]: artifact["executable"] for artifact in artifacts}


def environment(place, requirements):
    """A Python with these packages; made anew when they change."""
    wanted = requirements.read_text()
    python, made_for = place / "bin" / "python", place / "made_for.txt"
    if not made_for.exists() or made_for.read_text() != wanted:
        venv.create(place, clear=True, with_pip=True)
        call([python, "-m", "pip", "install", "--quiet", "-r", requirements])
        made_for.write_text(wanted)
    return str(python)


class Programs:
    def __init__(self):
        self.place = target_dir() / "peers"
        self.place.mkdir(parents=True, exist_ok=True)
        self.python = environment(self.place / "venv", HERE / "requirements.txt")
        self.built = built()

    def day(self, rows):
        """The file with so many rows, read once so that no run has to wait for the disk."""
        generator = HERE / "make_day.py"
        path = self.place / f"day_{rows}.csv"
        if not path.exists() or path.stat().st_mtime < generator.stat().st_mtime:
            unfinished = path.with_suffix(".part")
            call([self.python, generator, rows, unfinished])
            unfinished.rename(path)
        with path.open("rb") as file:
            while file.read(1 << 24):
                pass
        return path

    def polars(self, day, threads):
        return Program([self.python, str(HERE / "with_polars.py"), str(day), str(threads)])

    def duckdb(self, day, threads):
        return Program([self.python, str(HERE / "with_duckdb.py"), str(day), str(threads)])

    def detect(self, day, threads, *options):
        found = self.place / "found"
        command = [self.built["darkwake"], "detect", str(day), "--out", str(found), "--quiet", "--threads", str(threads)]
        return Program([*command, *options], found_in=found)

    def rules(self, day, threads):
        return self.detect(day, threads, "--no-chart", "--only", "gap,loitering,encounter", "--format", "jsonl")

    def everything(self, day, threads):
        return self.detect(day, threads)

    def stages(self, day, threads):
        return Program([self.built["stages"], str(day)], {"RAYON_NUM_THREADS": str(threads)})

    def library_targets(self, threads):
        """What `cargo bench --bench main -- targets` prints."""
        environment = {**os.environ, "RAYON_NUM_THREADS": str(threads)}
        command = [self.built["main"], "targets", "--bench"]
        return call(command, env=environment, stdout=subprocess.PIPE, text=True).stdout

    def versions(self):
        """Of what was compared."""
        told = call([self.python, "-m", "pip", "freeze"], stdout=subprocess.PIPE, text=True).stdout.split()
        rustc = call(["rustc", "--version"], stdout=subprocess.PIPE, text=True).stdout.strip()
        commit = call(["git", "describe", "--always", "--dirty"], stdout=subprocess.PIPE, text=True).stdout.strip()
        peers = ", ".join(package.replace("==", " ") for package in told if package.startswith(("polars==", "duckdb==")))
        return f"{peers}, Python {sys.version.split()[0]}, {rustc}, darkwake at {commit}"

    @staticmethod
    def machine():
        with open("/proc/cpuinfo") as cpus, open("/proc/meminfo") as memory:
            models = [line.split(":", 1)[1].strip() for line in cpus if line.startswith("model name")]
            gib = int(memory.readline().split()[1]) / (1 << 20)
        return f"{len(models)} x {models[0]}, {gib:.0f} GiB, load {os.getloadavg()[0]:.1f} when the tables were printed"
