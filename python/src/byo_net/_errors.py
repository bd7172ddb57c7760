"""What is raised. Each message is whole: what happened, where, and what to do about it."""

from typing import List, Optional

from ._report import Report, Target


def shown(text: str) -> str:
    """Names of resources are anybody's text: nothing in them reaches a terminal as a command."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text)


class ByoNetError(Exception):
    """The question could not be answered at all.

    ``code`` is "usage", "input", "config", "credentials" or "internal" as the command line says it, or one of this
    package: "node" (Node.js is missing), "command" (byo-net does not start), "timeout".
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        remedy: Optional[str] = None,
        file: Optional[str] = None,
        place: Optional[str] = None,
    ) -> None:
        self.code = code
        self.message = message
        self.remedy = remedy
        self.file = file
        self.place = place
        where = ": ".join(one for one in (file, place) if one is not None)
        first = f"{where}: {message}" if where else message
        super().__init__("\n  ".join(shown(line) for line in (first, remedy) if line is not None))


class NodeMissing(ByoNetError):
    """There is no Node.js to run byo-net with."""

    def __init__(self) -> None:
        super().__init__(
            "node",
            "byo-net runs on Node.js, and there is no `node` on PATH",
            remedy="install Node.js 20.19 or later (https://nodejs.org, or `conda install nodejs`), then try again",
        )


class NetworkNotReady(Exception):
    """The network does not carry a cluster, or nothing proves that it does. ``report`` holds everything known."""

    def __init__(self, report: Report, target: Target) -> None:
        self.report = report
        self.target = target
        super().__init__("\n".join(["the network is not ready for a cluster:", *_reasons(target)]))


def _reasons(target: Target) -> List[str]:
    """What stands in the way, the rule and the symptom beside it where a rule told it."""
    findings = {finding["message"]: finding for finding in target["findings"]}
    undecided = {one["message"]: one for one in target["undecided"]}
    lines: List[str] = []
    for message in target["config"]["missing"]:
        finding, open_question = findings.get(message), undecided.get(message)
        if finding is not None:
            lines.append(f"  - {finding['severity']}: {shown(message)} [{finding['rule']}]")
            if "symptom" in finding:
                lines.append(f"    {shown(finding['symptom'])}")
        elif open_question is not None:
            lines.append(f"  - undecided: {shown(message)} [{open_question['rule']}]")
            settles = dict.fromkeys(reason["settle"] for reason in open_question["reasons"])
            lines.extend(f"    {shown(settle)}" for settle in settles)
        else:
            lines.append(f"  - {shown(message)}")
    return lines
