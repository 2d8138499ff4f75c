"""What the cores do without a server: the engine alone, in processes of their own."""

import os
import subprocess
import sys
import time
from typing import Any

from tests.by_hand.load.streams import experiment
from tests.conftest import ROOT


def measure(seconds: float) -> dict[str, Any]:
    """Compute on every core for some time; give experiments a second."""
    cores = len(os.sched_getaffinity(0))
    command = [sys.executable, "-m", "tests.by_hand.load.bare", str(seconds)]
    processes = [
        subprocess.Popen([*command, str(core)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for core in range(cores)
    ]
    said = [process.communicate()[0].split() for process in processes]
    whole = sum(float(rate) for rate, _ in said)
    each = sum(float(processor) for _, processor in said) / cores
    return {"experiments_a_second": round(whole, 2), "processor_s_each": round(each, 4)}


def main(seconds: float, core: int) -> None:
    """Compute the same experiments as the streams, over other seeds."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    from app.engine.simulation import simulate
    from app.schemas.engine_experiment import to_experiment
    from app.schemas.request import SimulationRequest
    from app.schemas.resolve import resolve

    def compute(seed: int) -> None:
        asked = SimulationRequest.model_validate(experiment(seed))
        for _ in simulate(to_experiment(resolve(asked).request)):
            pass

    compute(0)
    began, processor, count = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - began < seconds:
        count += 1
        compute(10_000_000 * (core + 1) + count)
    taken = time.perf_counter() - began
    print(count / taken, (time.process_time() - processor) / count)


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
