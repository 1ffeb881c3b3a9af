"""POST /v1/bias/score: decisions and the state before them in, tags and the state after them out."""

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from twin_ml import __version__
from twin_ml.api.bias_wire import ScoreAnswer, ScoredTag, ScoreRequest, TagFeature
from twin_ml.api.body import body_of, read_body
from twin_ml.api.metrics import Metrics
from twin_ml.api.tracing import Tracing
from twin_ml.core.biases.model import BiasModel
from twin_ml.core.biases.scorer import Tag, score
from twin_ml.core.biases.state import State

router = APIRouter()


@router.post(
    "/v1/bias/score",
    operation_id="scoreBiases",
    response_model=ScoreAnswer,
    openapi_extra=body_of(ScoreRequest),
)
async def score_biases(request: Request) -> Response:
    model: BiasModel = request.app.state.model
    answer = await run_in_threadpool(
        _answer, model, request.app.state.metrics, request.app.state.tracing, await request.body()
    )
    return Response(answer, media_type="application/json")


def _answer(model: BiasModel, metrics: Metrics, tracing: Tracing, body: bytes) -> str:
    asked = read_body(ScoreRequest, body)
    state = State() if asked.state is None else asked.state
    with tracing.part("score", **{"twin.decisions": len(asked.decisions)}):
        tags = score(model, state, (decision.facts() for decision in asked.decisions), asked.market())
    metrics.count_scores(len(asked.decisions), [tag.label for tag in tags])
    answer = ScoreAnswer(
        core_version=__version__,
        model_version=model.version,
        tags=[_wire(tag) for tag in tags],
        state=state,
    )
    return answer.model_dump_json(by_alias=True)


def _wire(tag: Tag) -> ScoredTag:
    return ScoredTag(
        decision_id=tag.decision_id,
        label=tag.label,
        confidence=tag.confidence,
        features={
            name: TagFeature(value=evidence.value, contribution=evidence.contribution)
            for name, evidence in tag.features.items()
        },
    )
