"""Every route against its own OpenAPI document by schemathesis, to be run by hand.

    pip install schemathesis
    python tests/by_hand/fuzz/fuzz_schema.py --max-time 300

Further arguments are schemathesis's own. Fails on a server error, an undocumented answer, or wrong
input that is taken. What fits the schema may still be refused where fields do not fit each other,
and whole numbers must be written as such (346, not 346.0): that check is left out.
"""

import subprocess
import sys
import sysconfig
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.conftest import ServerProcess


def main() -> int:
    """Run it against a server of its own; give its exit code."""
    server = ServerProcess()
    command = Path(sysconfig.get_path("scripts"), "schemathesis")
    options = ["--checks", "all", "--exclude-checks", "positive_data_acceptance"]
    options += ["--continue-on-failure", "--suppress-health-check", "all", *sys.argv[1:]]
    try:
        # It keeps what it found where it is started.
        with TemporaryDirectory() as folder:
            return subprocess.run(
                [command, "run", f"{server.url}/openapi.json", *options], cwd=folder, check=False
            ).returncode
    finally:
        server.stop()


if __name__ == "__main__":
    raise SystemExit(main())
