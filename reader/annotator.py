"""Whose name annotations are made under: proposed here, confirmed by the person before the first write."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping

from reader.config import Config

LONGEST = 100
"""Characters of a name."""
PATIENCE = 2.0
"""Seconds given to git."""


def propose_annotator(config: Config, environ: Mapping[str, str] | None = None) -> tuple[str, str]:
    """A name and where it comes from: the configuration, git's global one, or the login; else ("", "").

    The configuration of a repository is never asked: whoever made the corpus must not choose who signs.
    """
    environ = os.environ if environ is None else environ
    if config.annotator:
        return config.annotator, config.origin("annotator")
    name = _cleaned(_from_git(environ))
    if name:
        return name, "git config --global user.name"
    name = _cleaned(_login())
    return (name, "login") if name else ("", "")


def _from_git(environ: Mapping[str, str]) -> str:
    """``git config --global user.name``, run where no repository is, by a git on an absolute path."""
    absolute = [folder for folder in environ.get("PATH", "").split(os.pathsep) if os.path.isabs(folder)]
    git = shutil.which("git", path=os.pathsep.join(absolute)) if absolute else None
    if git is None:
        return ""
    import subprocess

    # Variables such as GIT_DIR or GIT_CONFIG_COUNT would let something else than the global file answer.
    clean = {name: value for name, value in environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            [git, "config", "--global", "--get", "user.name"],
            cwd="/",
            env=clean,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def _cleaned(name: str) -> str:
    """A name as one printable line."""
    printable = "".join(character if character.isprintable() else " " for character in name)
    return " ".join(printable.split())[:LONGEST].strip()
