"""Airbyte's standard tests for sources, run on a connector that is not written in Python.

CONNECTOR_DIR is the folder that prepare.py made. CONNECTOR is the command that is called instead of a Python class.
"""

import os
import subprocess
from pathlib import Path

import pytest
from airbyte_cdk.test import entrypoint_wrapper
from airbyte_cdk.test.entrypoint_wrapper import EntrypointOutput
from airbyte_cdk.test.standard_tests.source_base import SourceTestSuiteBase

FOLDER = Path(os.environ["CONNECTOR_DIR"]).resolve()
CONNECTOR = Path(__file__).resolve().parent.parent / "connector"
TIMEOUT_SECONDS = 300


def run_connector(source, args, expecting_exception=None, *, expected_outcome=None):
    """Replaces the function that calls a Python source: same arguments and files, but in another process."""
    command = [str(CONNECTOR), *args]
    run = subprocess.run(command, text=True, capture_output=True, timeout=TIMEOUT_SECONDS)
    failure = None
    if run.returncode != 0:
        failure = subprocess.CalledProcessError(run.returncode, command, run.stdout, run.stderr)
    return EntrypointOutput(messages=run.stdout.splitlines(), uncaught_exception=failure)


class NoPython:
    """The suite needs an object with this method, but never calls it."""

    def spec(self, logger):
        raise NotImplementedError


class TestSourcePendo(SourceTestSuiteBase):
    @classmethod
    def get_connector_root_dir(cls):
        return FOLDER

    @classmethod
    def create_connector(cls, scenario):
        return NoPython()

    @pytest.fixture(autouse=True)
    def _call_the_connector(self, monkeypatch):
        monkeypatch.setattr(entrypoint_wrapper, "_run_command", run_connector)
