"""The package against the built command line (BYO_NET, else dist/) and the fixtures of the repository."""

import contextlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path
from typing import Any, Dict, Type
from unittest import mock

import byo_net
from byo_net import _report
from byo_net._command import find

ROOT = Path(__file__).resolve().parents[2]
CLI = os.environ.get("BYO_NET", str(ROOT / "dist" / "cli" / "bin.js"))
GUIDE = ROOT / "fixtures" / "aws" / "guide"
IDS: Dict[str, Any] = {
    "network_id": "vpc-0f3c9d1a7b5e24680",
    "scheduler_subnet_id": "subnet-0a1f2b3c4d5e6f701",
    "worker_subnet_id": "subnet-0b2e3d4c5f6a7b802",
    "firewall_id": "sg-0c7d8e9f0a1b2c309",
}


def program(folder: str, name: str, text: str) -> str:
    path = Path(folder) / name
    path.write_text(f"#!{sys.executable}\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


class Asking(unittest.TestCase):
    def setUp(self) -> None:
        variable = mock.patch.dict(os.environ, {"BYO_NET": CLI})
        variable.start()
        self.addCleanup(variable.stop)


class Check(Asking):
    def test_a_network_that_works(self) -> None:
        report = byo_net.check(GUIDE, client="internet", **IDS)
        self.assertEqual(report["summary"]["errors"], 0)
        self.assertEqual(report["targets"][0]["config"]["state"], "ready")
        self.assertEqual(report["tool"]["version"], byo_net.__version__)

    def test_a_network_that_does_not_is_a_report_too(self) -> None:
        report = byo_net.check(ROOT / "fixtures/aws/port-closed", client="internet")
        self.assertGreater(report["summary"]["errors"], 0)

    def test_several_values_and_switches(self) -> None:
        report = byo_net.check(
            [str(GUIDE)],
            client=["203.0.113.0/24", "198.51.100.0/24"],
            workers=7,
            scheduler_public_ip=True,
            workers_public_ip=False,
            **IDS,
        )
        placement = report["targets"][0]["placement"]
        self.assertEqual(placement["client"], ["203.0.113.0/24", "198.51.100.0/24"])
        self.assertEqual(placement["workers"], 7)
        self.assertFalse(placement["give_workers_public_ip"])

    def test_a_question_that_cannot_be_answered(self) -> None:
        with self.assertRaises(byo_net.ByoNetError) as raised:
            byo_net.check("nowhere.json")
        self.assertEqual((raised.exception.code, raised.exception.file), ("input", "nowhere.json"))
        self.assertIn("folder", str(raised.exception.remedy))

    def test_hostile_text_stays_text(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / "made"
            for text in (f"$(touch {made})", f"`touch {made}`; touch {made}", "--help", "ключ\u202e\x1b[2J", '"&|'):
                with self.subTest(text), self.assertRaises(byo_net.ByoNetError) as raised:
                    byo_net.check(text, client=text)
                self.assertNotIn("\x1b", str(raised.exception))
            self.assertFalse(made.exists())

    def test_no_text_at_all(self) -> None:
        for text in ("a\0b", "\ud800"):
            with self.subTest(repr(text)), self.assertRaises(byo_net.ByoNetError):
                byo_net.check(GUIDE, client=text)
        with self.assertRaises(TypeError):
            byo_net.check(5)  # type: ignore[arg-type]


class Network(Asking):
    def test_is_the_dictionary_for_coiled(self) -> None:
        self.assertEqual(
            byo_net.network(GUIDE, client="internet"), {**IDS, "give_workers_public_ip": False}
        )

    def test_raises_with_the_findings(self) -> None:
        with self.assertRaises(byo_net.NetworkNotReady) as raised:
            byo_net.network(ROOT / "fixtures/aws/port-closed", client="internet")
        self.assertIn("tcp 8787 [scheduler-unreachable]", str(raised.exception))
        self.assertGreater(raised.exception.report["summary"]["errors"], 0)

    def test_what_is_undecided_is_not_ready_until_it_is_accepted(self) -> None:
        firewall = ROOT / "fixtures/aws/customer-firewall"
        with self.assertRaises(byo_net.NetworkNotReady) as raised:
            byo_net.network(firewall, worker_subnet_id=IDS["worker_subnet_id"])
        self.assertIn("--assume egress:", str(raised.exception))
        accepted = byo_net.network(firewall, worker_subnet_id=IDS["worker_subnet_id"], allow_undecided=True)
        self.assertIn("network_id", accepted)

    def test_one_target_of_several(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            config = Path(folder) / "byo-net.config.yaml"
            target = f"inputs: [{json.dumps(str(GUIDE))}], client: [internet]"
            config.write_text(f"targets:\n  - {{name: a, {target}}}\n  - {{name: b, {target}}}\n", encoding="utf-8")
            with self.assertRaises(byo_net.ByoNetError) as raised:
                byo_net.network(config=config)
            self.assertIn("name one of a, b", str(raised.exception))
            self.assertEqual(byo_net.network(config=config, target="b")["network_id"], IDS["network_id"])


class Readme(Asking):
    def test_the_examples_run(self) -> None:
        text = (ROOT / "python/README.md").read_text(encoding="utf-8")
        coiled = mock.MagicMock()
        here = os.getcwd()
        self.addCleanup(os.chdir, here)
        os.chdir(ROOT)
        with mock.patch.dict(sys.modules, {"coiled": coiled}), contextlib.redirect_stdout(io.StringIO()):
            for program in re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
                exec(program, {})
        network = coiled.set_backend_options.call_args.kwargs["network"]
        self.assertEqual(network, {**IDS, "give_workers_public_ip": False})
        coiled.Cluster.assert_called_once_with(scheduler_port=8786, use_dashboard_https=False)


class Command(unittest.TestCase):
    def path(self, folder: str) -> Any:
        return mock.patch.dict(os.environ, {"PATH": folder, "BYO_NET": ""})

    def test_the_argument_beats_the_variable_beats_the_path(self) -> None:
        with tempfile.TemporaryDirectory() as folder, self.path(folder):
            on_path = program(folder, "byo-net", "")
            self.assertEqual(find(None), [on_path])
            with mock.patch.dict(os.environ, {"BYO_NET": "/opt/byo-net"}):
                self.assertEqual(find(None), ["/opt/byo-net"])
                self.assertEqual(find(["node", "bin.js"]), ["node", "bin.js"])

    def test_npx_of_this_version_is_the_last_resort(self) -> None:
        with tempfile.TemporaryDirectory() as folder, self.path(folder):
            program(folder, "node", "")
            npx = program(folder, "npx", "")
            self.assertEqual(find(None), [npx, "--yes", f"byo-net@{byo_net.__version__}"])

    def test_a_missing_node_is_said(self) -> None:
        with tempfile.TemporaryDirectory() as folder, self.path(folder):
            for command in (None, CLI):
                with self.subTest(command), self.assertRaises(byo_net.NodeMissing) as raised:
                    byo_net.check(GUIDE, command=command)
                self.assertIn("install Node.js", str(raised.exception))

    def test_a_batch_file_is_never_run(self) -> None:
        with tempfile.TemporaryDirectory() as folder, self.path(folder):
            node = program(folder, "node", "")
            batch = program(folder, "byo-net.cmd", "")
            with self.assertRaises(byo_net.ByoNetError):
                find(batch)
            script = Path(folder, "node_modules/byo-net/dist/cli/bin.js")
            script.parent.mkdir(parents=True)
            script.touch()
            self.assertEqual(find(batch), [node, str(script.resolve())])

    def test_a_program_that_is_not_byo_net(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for text in ("print('hello')", "import sys; sys.exit(3)", "print('[]')"):
                with self.subTest(text), self.assertRaises(byo_net.ByoNetError) as raised:
                    byo_net.check(GUIDE, command=program(folder, "other", text))
                self.assertEqual(raised.exception.code, "command")
        with self.assertRaises(byo_net.ByoNetError) as raised:
            byo_net.check(GUIDE, command="/nowhere/byo-net")
        self.assertIn("/nowhere/byo-net", str(raised.exception))


@unittest.skipIf(sys.platform == "win32", "process groups")
class Ending(unittest.TestCase):
    """A program that starts another one, as npx does; its id is written down."""

    def run_sleeper(self, **options: Any) -> int:
        with tempfile.TemporaryDirectory() as folder:
            note = Path(folder) / "pid"
            text = (
                "import subprocess, sys, time\n"
                "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
                f"open({str(note)!r}, 'w').write(str(child.pid))\n"
                "time.sleep(60)"
            )
            try:
                byo_net.check(GUIDE, command=program(folder, "sleeper", text), **options)
            finally:
                self.pid = int(note.read_text())
        return self.pid

    def assert_ended(self) -> None:
        for _ in range(100):
            state = subprocess.run(
                ["ps", "-o", "stat=", "-p", str(self.pid)], capture_output=True, text=True, check=False
            ).stdout.strip()
            if state == "" or state.startswith("Z"):
                return
            time.sleep(0.05)
        self.fail("the program goes on")

    def test_a_time_limit(self) -> None:
        with self.assertRaises(byo_net.ByoNetError) as raised:
            self.run_sleeper(timeout=1.5)
        self.assertEqual(raised.exception.code, "timeout")
        self.assert_ended()

    def test_an_interrupt(self) -> None:
        timer = threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        with self.assertRaises(KeyboardInterrupt):
            self.run_sleeper()
        self.assert_ended()


class Schema(unittest.TestCase):
    """The types hold every key of the report's schema, and promise those alone that are always there."""

    def test_keys(self) -> None:
        schema = json.loads((ROOT / "schemas/report.schema.json").read_text(encoding="utf-8"))
        definitions = schema["$defs"]
        target = definitions["target"]["properties"]
        pairs: Dict[Type[Any], Dict[str, Any]] = {
            byo_net.Report: schema,
            byo_net.Summary: schema["properties"]["summary"],
            byo_net.Target: definitions["target"],
            _report.AskedRequirements: target["requirements"],
            _report.Plan: target["plan"],
            byo_net.Requirements: definitions["requirements"],
            byo_net.Flow: definitions["flow"],
            byo_net.Finding: definitions["finding"],
            byo_net.Undecided: definitions["undecided"],
            byo_net.Config: definitions["config"],
            byo_net.Resource: definitions["resource"],
        }
        for type_, definition in pairs.items():
            with self.subTest(type_.__name__):
                self.assertEqual(set(type_.__required_keys__), set(definition["required"]))
                keys = set(type_.__required_keys__ | type_.__optional_keys__)
                self.assertEqual(set(definition["properties"]), keys)

    def test_version_is_that_of_the_command_line(self) -> None:
        package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
        self.assertEqual(byo_net.__version__, package["version"])


if __name__ == "__main__":
    unittest.main()
