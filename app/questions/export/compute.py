"""An experiment's code, written in a worker."""

from app.engine.code_export import export_code
from app.jobs.task import Task
from app.questions.export.answer import CodeAnswer
from app.questions.export.request import CodeRequest
from app.schemas.code_frameworks import FRAMEWORK_ENTRIES
from app.schemas.engine_experiment import to_experiment
from app.schemas.refusals import refusing
from app.schemas.resolve import drawing_problems


def compute(request: CodeRequest, _task: Task) -> bytes:
    """Write the code of a resolved request.

    Raises:
        RefusedError: an initializer cannot be drawn for these layers.
    """
    experiment = to_experiment(request)
    with refusing(lambda: drawing_problems(request)):
        code = export_code(experiment, request.framework, request.run)
    answer = CodeAnswer(
        framework=request.framework,
        run=request.run,
        label=experiment.runs[request.run].label,
        description=FRAMEWORK_ENTRIES[request.framework].description,
        code=code,
    )
    return answer.model_dump_json().encode()
