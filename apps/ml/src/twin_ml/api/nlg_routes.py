"""POST /v1/nlg/reflect: a finished text in, the same text in other words out, or unchanged (decision 26).

Whether a rephrasing may be shown is decided by the caller's verifier; here only its form is checked.
"""

import time
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import Field

from twin_ml.api.wire import Wire
from twin_ml.llm.rephrase import Fault, Rephraser

router = APIRouter()


class FactText(Wire):
    kind: Annotated[str, Field(max_length=20)]
    text: Annotated[str, Field(max_length=200)]


class ReflectRequest(Wire):
    text: Annotated[str, Field(min_length=1, max_length=4_000)]
    """Complete by itself; what a person reads when no rephrasing is good enough."""
    facts: Annotated[dict[str, FactText], Field(max_length=100)]
    """What the text is bound to: each wording must stay as it is."""
    language: Literal["en"] = "en"


class ReflectAnswer(Wire):
    text: str
    outcome: Literal["rephrased"] | Fault
    """`rephrased`, or why the text came back unchanged."""
    model: str | None
    """Which model wrote the text; null for the caller's own."""


@router.post("/v1/nlg/reflect", operation_id="reflect")
async def reflect(asked: ReflectRequest, request: Request) -> ReflectAnswer:
    rephraser: Rephraser = request.app.state.rephraser
    begun = time.perf_counter()
    facts = {name: fact.text for name, fact in asked.facts.items()}
    rephrased = await rephraser.rephrase(asked.text, facts, asked.language)
    outcome: Literal["rephrased"] | Fault = rephrased.fault or "rephrased"
    request.app.state.metrics.count_rephrase(outcome)
    request.app.state.log.rephrase(request.state.request_id, outcome, time.perf_counter() - begun)
    return ReflectAnswer(
        text=asked.text if rephrased.text is None else rephrased.text,
        outcome=outcome,
        model=None if rephrased.text is None else rephraser.model,
    )
