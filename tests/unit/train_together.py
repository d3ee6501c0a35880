"""One process of several that train the GPT together: started by torchrun, see `test_ml_ranks`.

`train_together.py FOLDER STEPS VALUES` writes what this process's run recorded to FOLDER.
"""

import json
import sys
from datetime import timedelta
from pathlib import Path

from torch import distributed

from tutor.engine.facts import use_one_thread
from tutor.engine.run import Run
from tutor.lab.programs.gpt import TrainGPT


def main(folder: str, steps: str, values: str) -> None:
    use_one_thread()
    distributed.init_process_group("gloo", timeout=timedelta(seconds=60))
    rank = distributed.get_rank()
    run = Run(TrainGPT, 0, json.loads(values), keyframe_budget=0)
    run.advance(int(steps))
    rows = [run.row(step) for step in range(run.step)]
    told = {"rows": rows, "state": run.state_now(), "stopped": run.stopped and run.stopped.reason}
    Path(folder, f"{rank}.json").write_text(json.dumps(told))
    distributed.destroy_process_group()


main(*sys.argv[1:])
