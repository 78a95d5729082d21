"""The app's own program as a side of a comparison: it draws a series of pictures and is held between them."""

import atexit
import os
import re
import signal
import subprocess
import tempfile
from pathlib import Path

# The most that `generate --count` takes.
SERIES = 16
UNITS = {"s": 1.0, "ms": 1e-3, "µs": 1e-6, "ns": 1e-9}
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def seconds(name, line):
    value, unit = re.search(rf"{name}(?:=| )([0-9.]+)([a-zµ]+)", line).groups()
    return float(value) * UNITS[unit]


class App:
    """`brandish generate`, which tells in its log what the stages of a picture took.

    It may have begun on the first picture when it is held, so that the wait counts as its text: leave out the first.
    """

    def __init__(self, program, folder, side, steps, threads="2", more=()):
        self.home = tempfile.TemporaryDirectory()
        asked = ["--size", f"{side}x{side}", "--steps", str(steps), "--count", str(SERIES), "--seed", "1"]
        plain = ["--persona", "none", "--no-enhance", "--truncate-prompt"]
        command = [program, "generate", "red shoes on a table", "--model", folder, *asked, *plain, *more]
        environment = {**os.environ, "RAYON_NUM_THREADS": threads, "BRANDISH_LOG": "brandish=info", "BRANDISH_HOME": self.home.name}
        self.process = subprocess.Popen(command, env=environment, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        atexit.register(self.close)
        self.load = seconds("loaded in", self.line("loaded in"))

    def line(self, words):
        """Lets it go on up to the line of its log with these words."""
        self.process.send_signal(signal.SIGCONT)
        told = []
        for line in self.process.stderr:
            line = COLOURS.sub("", line)
            told.append(line)
            if words in line:
                self.process.send_signal(signal.SIGSTOP)
                return line
        raise SystemExit("the app ended:\n" + "".join(told))

    def draw(self):
        line = self.line("a picture is drawn")
        took = {stage: seconds(stage, line) for stage in ("text", "denoise", "decode")}
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        peak = int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 2**20
        return {**took, "total": sum(took.values()), "peak_gib": peak}

    def close(self):
        self.process.kill()
        self.process.wait()
        self.home.cleanup()
