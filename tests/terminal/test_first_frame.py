"""What has been imported when the reader's first frame goes to the terminal."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

DRIVER = """
import json, os, sys
from textual.drivers.linux_driver import LinuxDriver

class Watching(LinuxDriver):
    shown = ""

    def write(self, data):
        if self.shown is not None:
            self.shown += data
            if "Britain could buy" in self.shown and "READ" in self.shown:
                self.shown = None
                with open(os.environ["FIRST_FRAME"], "w") as out:
                    json.dump(sorted(sys.modules), out)
        super().write(data)
"""


AFTER = (
    *("argparse", "numpy", "shtab", "tinydb", "orjson", "rapidfuzz", "tomlkit", "tomllib", "csv"),
    *("annotations.codebook", "annotations.model", "annotations.records", "annotations.store"),
    *("reader.coding", "reader.corpus.articles_csv", "reader.entities", "reader.motions"),
    *("reader.keys.engine", "reader.keys.keymap", "reader.quotations", "reader.search"),
    *("reader.tui.background", "reader.tui.coder", "reader.tui.commands", "reader.tui.screens.search"),
    *("reader.tui.widgets.prompt", "reader.tui.widgets.stance_bar"),
)
"""What comes after the first frame: docs/start.md says why."""


def test_the_first_frame_imports_only_what_it_shows(start: Any, seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "watching.py").write_text(DRIVER, encoding="utf-8")
    report = tmp_path / "modules.json"
    env = {
        "TEXTUAL_DRIVER": "watching:Watching",
        "PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
        "FIRST_FRAME": str(report),
    }
    reader = start(seeds, env=env)
    reader.until("Britain could buy")
    reader.until(lambda _: report.exists())
    reader.press("q")
    assert reader.wait() == 0
    loaded = set(json.loads(report.read_text()))
    assert {"textual", "reader.tui.screens.reading"} <= loaded
    assert sorted(loaded & set(AFTER)) == []
