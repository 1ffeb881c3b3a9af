"""POST /v1/indicators: bars in, indicators with TA-Lib's conventions out; warm-up is null."""

from collections.abc import Callable
from typing import Annotated, Literal

import numpy as np
from fastapi import APIRouter, Request
from pydantic import Field, model_validator
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from typing_extensions import Self

from twin_ml.api.body import body_of, read_body
from twin_ml.api.wire import Wire
from twin_ml.core import indicators as ta
from twin_ml.core.indicators import Series

router = APIRouter()

MAX_BARS = 200_000
MAX_INDICATORS = 20
Bar = Annotated[float, Field(gt=0, le=1e18)]
Column = Annotated[list[Bar], Field(max_length=MAX_BARS)]
Name = Literal["sma", "ema", "wma", "rsi", "atr", "natr", "stddev", "bollinger", "macd"]
DEFAULT_PERIODS: dict[str, int] = {"rsi": 14, "atr": 14, "natr": 14}


class Indicator(Wire):
    """MACD is always 12, 26, 9."""

    name: Name
    period: Annotated[int, Field(ge=2, le=5_000)] | None = None
    """14 for RSI and ranges, 20 for the others, unless set."""


class IndicatorRequest(Wire):
    high: Column
    low: Column
    close: Column
    indicators: Annotated[list[Indicator], Field(min_length=1, max_length=MAX_INDICATORS)]

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if not len(self.high) == len(self.low) == len(self.close):
            raise ValueError("high, low and close must be equally long")
        return self


class IndicatorLine(Wire):
    name: str
    """As asked; a part of a compound one follows a colon, as in bollinger:upper."""
    period: int | None
    values: list[float | None]


class IndicatorAnswer(Wire):
    lines: list[IndicatorLine]


@router.post(
    "/v1/indicators",
    operation_id="computeIndicators",
    response_model=IndicatorAnswer,
    openapi_extra=body_of(IndicatorRequest),
)
async def compute_indicators(request: Request) -> Response:
    answer = await run_in_threadpool(_answer, await request.body())
    return Response(answer, media_type="application/json")


def _answer(body: bytes) -> str:
    asked = read_body(IndicatorRequest, body)
    high, low, close = (np.array(column) for column in (asked.high, asked.low, asked.close))
    lines: list[IndicatorLine] = []
    for indicator in asked.indicators:
        is_macd = indicator.name == "macd"
        period = None if is_macd else indicator.period or DEFAULT_PERIODS.get(indicator.name, 20)
        for part, values in _compute(indicator.name, period or 0, high, low, close).items():
            name = f"{indicator.name}:{part}" if part else indicator.name
            lines.append(IndicatorLine(name=name, period=period, values=_nullable(values)))
    return IndicatorAnswer(lines=lines).model_dump_json(by_alias=True)


def _compute(name: Name, period: int, high: Series, low: Series, close: Series) -> dict[str, Series]:
    match name:
        case "bollinger":
            upper, middle, lower = ta.bollinger(close, period)
            share = ta.percent_b(close, upper, lower)
            return {"upper": upper, "middle": middle, "lower": lower, "percentB": share}
        case "macd":
            line, signal, difference = ta.macd(close)
            return {"line": line, "signal": signal, "histogram": difference}
        case "atr" | "natr":
            return {"": (ta.atr if name == "atr" else ta.natr)(high, low, close, period)}
        case _:
            return {"": _ON_CLOSES[name](close, period)}


_ON_CLOSES: dict[str, Callable[[Series, int], Series]] = {
    "sma": ta.sma,
    "ema": ta.ema,
    "wma": ta.wma,
    "rsi": ta.rsi,
    "stddev": ta.stddev,
}


def _nullable(values: Series) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]  # noqa: PLR0124 - NaN test
