"""Finds the command line of byo-net and runs it: no shell, a list of arguments, UTF-8."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import List, Optional, Sequence, Union

from ._errors import ByoNetError, NodeMissing
from ._version import __version__

Command = Union[str, "os.PathLike[str]", Sequence[str]]


def find(command: Optional[Command]) -> List[str]:
    """The words that start byo-net. Raises ``NodeMissing``, or ``ByoNetError`` of code "command"."""
    given = command if command is not None else os.environ.get("BYO_NET") or None
    if given is not None:
        if isinstance(given, (str, os.PathLike)):
            return _runnable(os.fspath(given))
        return [os.fspath(word) for word in given]
    installed = shutil.which("byo-net")
    if installed is not None:
        return _runnable(installed)
    node = _node()
    npx = shutil.which("npx")
    if npx is None:
        raise ByoNetError(
            "command",
            "there is neither `byo-net` nor `npx` on PATH",
            remedy="install it (`npm install --global byo-net`), or name it: command=..., or the variable BYO_NET",
        )
    starts = _script(npx, "npm/bin/npx-cli.js")
    return [*([node, starts] if starts else [npx]), "--yes", f"byo-net@{__version__}"]


def _node() -> str:
    node = shutil.which("node")
    if node is None:
        raise NodeMissing()
    return node


def _runnable(program: str) -> List[str]:
    """A script starts with `node` itself: a missing Node.js is told, and Windows runs no script by its first line."""
    starts = _script(program, "byo-net/dist/cli/bin.js")
    return [_node(), starts] if starts else [program]


def _script(program: str, within: str) -> Optional[str]:
    """The JavaScript behind a program; None where the program is its own.

    A batch file of npm reads its arguments as a shell does, so the script that it starts is run instead of it.
    """
    if program.lower().endswith((".cmd", ".bat")):
        folder = Path(program).resolve().parent
        for script in (folder / "node_modules" / within, folder.parent / within):
            if script.is_file():
                return str(script)
        raise ByoNetError(
            "command",
            f"{program} is a batch file, which reads its arguments as a shell does",
            remedy='name the script behind it: command=["node", ".../byo-net/dist/cli/bin.js"]',
        )
    real = os.path.realpath(program)
    return real if real.endswith((".js", ".mjs")) else None


def run(words: Sequence[str], timeout: Optional[float]) -> "subprocess.CompletedProcess[str]":
    """Runs to the end, at most ``timeout`` seconds. Nothing that it started outlives an interrupt or the time limit."""
    try:
        child = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except FileNotFoundError:
        raise ByoNetError(
            "command", f"there is no program {words[0]}", remedy="name byo-net: command=..., or BYO_NET"
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL or half a character in an argument
        raise ByoNetError("command", f"{words[0]} does not start: {error}") from error
    try:
        out, err = child.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        _end(child)
        raise ByoNetError(
            "timeout", f"byo-net gave no answer within {timeout:g} s", remedy="allow it more: timeout=..."
        ) from None
    except BaseException:
        _end(child)
        raise
    return subprocess.CompletedProcess(words, child.returncode, out, err)


def _end(child: "subprocess.Popen[str]") -> None:
    """With everything that it started: npx is not the process that reads the network."""
    if sys.platform == "win32":
        child.kill()
    else:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    child.wait()
    for stream in (child.stdout, child.stderr):
        if stream is not None:
            stream.close()
