"""Whose name is proposed: the configured one, git's global one, the login; never a repository's."""

from __future__ import annotations

import getpass
import os
import stat
import subprocess
from pathlib import Path

import pytest

from reader.annotator import propose_annotator
from reader.config import Config


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment whose git answers from a home of its own."""
    return {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "XDG_CONFIG_HOME": str(tmp_path / "xdg")}


def a_git(folder: Path, answer: str) -> Path:
    folder.mkdir(exist_ok=True)
    script = folder / "git"
    script.write_text(f"#!/bin/sh\nprintf '%s' '{answer}'\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return folder


def test_the_configured_name_comes_first(home: dict[str, str]) -> None:
    config = Config(annotator="Ann", origins={"annotator": "config.toml:1"})
    assert propose_annotator(config, home) == ("Ann", "config.toml:1")


def test_then_gits_global_name_cleaned(tmp_path: Path) -> None:
    folder = a_git(tmp_path / "bin", "  Zoë \x1b[2J  O'\\''Neil\n")
    name, origin = propose_annotator(Config(), {"PATH": str(folder)})
    assert name == "Zoë [2J O'Neil"
    assert "git" in origin


def test_a_hostile_repository_chooses_nothing(
    home: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    quiet = {**home, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "init", "-q"], cwd=corpus, env=quiet, check=True)
    subprocess.run(["git", "config", "user.name", "Mallory"], cwd=corpus, env=quiet, check=True)
    a_git(corpus, "Mallory")
    monkeypatch.chdir(corpus)
    monkeypatch.setattr(getpass, "getuser", lambda: "login-name")
    hostile = {
        **home,
        "PATH": os.pathsep.join([".", "", home["PATH"]]),
        "GIT_DIR": str(corpus / ".git"),
        "GIT_CONFIG_GLOBAL": str(corpus / ".git" / "config"),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "user.name",
        "GIT_CONFIG_VALUE_0": "Mallory",
    }
    assert propose_annotator(Config(), hostile) == ("login-name", "login")
    (tmp_path / ".gitconfig").write_text("[user]\n name = Real Name\n")
    assert propose_annotator(Config(), hostile)[0] == "Real Name"


def test_without_git_the_login_and_without_that_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "login-name")
    assert propose_annotator(Config(), {}) == ("login-name", "login")
    assert propose_annotator(Config(), {"PATH": "relative:."}) == ("login-name", "login")

    def nobody() -> str:
        raise KeyError("no such user")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert propose_annotator(Config(), {}) == ("", "")
