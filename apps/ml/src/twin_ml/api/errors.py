"""Everything that a caller can be told has gone wrong.

MlError
├── InvalidInput          400  the body does not fit; `fields` name the places
├── Unauthenticated       401  no signature, a wrong one, or one more than 5 minutes off
├── NotFound              404  no such route
├── MethodNotAllowed      405  the route takes another method
├── BodyTooLarge          413  more bytes than a call may send
├── UnsupportedMedia      415  the body is not JSON
└── Internal              500  our fault; the log has the cause under the request's id

Failures of a language model are none of these: the text is then answered unchanged (see twin_ml.llm).
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response


class ErrorField(BaseModel):
    path: str
    message: str
    fix: str | None = None


class ErrorBody(BaseModel):
    code: str
    message: str
    requestId: str  # noqa: N815 - the project's envelope
    fields: list[ErrorField]


class ErrorAnswer(BaseModel):
    """The project's error envelope."""

    error: ErrorBody


class MlError(Exception):
    status: ClassVar[int] = 500
    code: ClassVar[str] = "INTERNAL"
    text: ClassVar[str] = "Something failed on our side. It was logged; please try again."

    def __init__(self, fields: Sequence[ErrorField] = ()) -> None:
        super().__init__(self.text)
        self.fields = list(fields)


class InvalidInput(MlError):
    status = 400
    code = "INVALID_INPUT"
    text = "The request does not fit the expected shape. See the fields."


class Unauthenticated(MlError):
    status = 401
    code = "UNAUTHENTICATED"
    text = "The signature is missing, wrong or too old. Check ML_SECRET and the clocks of both machines."


class NotFound(MlError):
    status = 404
    code = "NOT_FOUND"
    text = "There is nothing here."


class MethodNotAllowed(MlError):
    status = 405
    code = "METHOD_NOT_ALLOWED"
    text = "This address takes another method."


class BodyTooLarge(MlError):
    status = 413
    code = "BODY_TOO_LARGE"
    text = "The request is larger than this call accepts. Send less."


class UnsupportedMedia(MlError):
    status = 415
    code = "UNSUPPORTED_MEDIA"
    text = "This kind of content is not accepted here. Send application/json."


class Internal(MlError):
    pass


_BY_STATUS = {error.status: error for error in (InvalidInput, NotFound, MethodNotAllowed, UnsupportedMedia)}


def answer_of(error: MlError, request_id: str, headers: dict[str, str] | None = None) -> Response:
    body = ErrorBody(code=error.code, message=error.text, requestId=request_id, fields=error.fields)
    content = ErrorAnswer(error=body).model_dump(exclude_none=True)
    return JSONResponse(content, status_code=error.status, headers=headers)


def answer_errors(app: FastAPI) -> None:
    """Puts every failure into the envelope, FastAPI's own included."""

    @app.exception_handler(MlError)
    def known(request: Request, error: MlError) -> Response:
        return answer_of(error, request.state.request_id)

    @app.exception_handler(RequestValidationError)
    def unfitting(request: Request, error: RequestValidationError) -> Response:
        return answer_of(InvalidInput(fields_of(error.errors(), skip=1)), request.state.request_id)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        kind = _BY_STATUS.get(error.status_code, Internal)
        return answer_of(kind(), request.state.request_id, dict(error.headers or {}))


MAX_FIELDS = 50


def fields_of(problems: Sequence[Any], *, skip: int = 0) -> list[ErrorField]:
    """The first problems by place, without their leading parts; never what was sent."""
    return [
        ErrorField(path=".".join(map(str, problem["loc"][skip:])), message=str(problem["msg"]))
        for problem in problems[:MAX_FIELDS]
    ]
