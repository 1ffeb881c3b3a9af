"""The app: built from settings alone, so that tests build their own."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from pydantic import BaseModel
from starlette.responses import Response

from twin_ml import __version__
from twin_ml.api import bias_routes, indicator_routes, nlg_routes
from twin_ml.api.bias_wire import ScoreRequest
from twin_ml.api.body import document_bodies
from twin_ml.api.errors import ErrorAnswer, answer_errors
from twin_ml.api.gate import Gate
from twin_ml.api.indicator_routes import IndicatorRequest
from twin_ml.api.log import Logger
from twin_ml.api.metrics import Metrics
from twin_ml.api.signature import NowMs, now_ms
from twin_ml.api.tracing import Tracing
from twin_ml.core.biases.model import read_model
from twin_ml.core.biases.scorer import FEATURE_NAMES
from twin_ml.llm.rephrase import Rephraser
from twin_ml.settings import Settings

REFUSALS: dict[int | str, dict[str, object]] = {
    400: {"model": ErrorAnswer, "description": "The body does not fit"},
    401: {"model": ErrorAnswer, "description": "Signature missing, wrong or more than 5 minutes off"},
    413: {"model": ErrorAnswer, "description": "More than 32 MB"},
    415: {"model": ErrorAnswer, "description": "Not JSON"},
}


class Health(BaseModel):
    status: str
    version: str
    modelVersion: str  # noqa: N815 - JSON of this project


def create_app(settings: Settings, now: NowMs = now_ms) -> FastAPI:
    """Raises ModelError when the model file cannot be used."""
    model = read_model(json.loads(settings.ml_model_file.read_text("utf-8")), FEATURE_NAMES)
    log, metrics = Logger(settings.log_level), Metrics()
    tracing = Tracing(settings.otel_exporter_otlp_endpoint)
    key = settings.llm_api_key
    rephraser = Rephraser(
        base_url=settings.llm_base_url,
        api_key=None if key is None else key.get_secret_value(),
        model=settings.llm_model,
        timeout_s=settings.llm_timeout_s,
        retries=settings.llm_retries,
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await rephraser.close()
        tracing.close()

    app = FastAPI(
        title="Trading Twin ML",
        version=__version__,
        description="Numbers in, numbers out: stateless, no user data kept.",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.model, app.state.rephraser = model, rephraser
    app.state.log, app.state.metrics, app.state.tracing = log, metrics, tracing
    for routes in (indicator_routes, bias_routes, nlg_routes):
        app.include_router(routes.router, responses=REFUSALS)

    @app.get("/healthz", operation_id="health")
    def health() -> Health:
        return Health(status="ok", version=__version__, modelVersion=model.version)

    @app.get("/metrics", operation_id="metrics", response_class=Response, include_in_schema=False)
    def prometheus(request: Request) -> Response:
        return Response(request.app.state.metrics.text(), media_type="text/plain; version=0.0.4")

    document_bodies(app, [IndicatorRequest, ScoreRequest])
    answer_errors(app)
    app.add_middleware(Gate, secret=settings.secret, log=log, metrics=metrics, tracing=tracing, now=now)
    return app
