"""The running service keeps the contract of its own OpenAPI document, whatever is sent to it."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance, unsupported_method

from service import listening, settings, signed
from twin_ml.api.app import create_app

DOCUMENT = schemathesis.openapi.from_dict(create_app(settings()).openapi())
OPERATIONS = [found.ok() for found in DOCUMENT.get_all_operations()]
# A call without a body cannot be malformed.
CALLS = [
    (operation, mode)
    for operation in OPERATIONS
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or operation.method.upper() == "POST"
]
# Columns of equal length and ascending times are rules that a schema cannot say.
EXCLUDED = [ignored_auth, unsupported_method, positive_data_acceptance]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with listening() as url:
        yield url


class Signed(requests.auth.AuthBase):
    """Signs what is sent, as it is sent."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body or b""
        raw = body.encode() if isinstance(body, str) else body
        headers = signed(str(request.method), request.path_url, raw)
        del headers["content-type"]
        request.headers.update(headers)
        return request


@pytest.mark.parametrize(("operation", "mode"), CALLS, ids=lambda given: getattr(given, "label", given))
def test_answers_fit_the_document(operation: Any, mode: GenerationMode, address: str) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @hypothesis_settings(
        max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    def answers(case: Any) -> None:
        response = case.call(base_url=address, auth=Signed())
        assert response.status_code < 500
        case.validate_response(response, excluded_checks=EXCLUDED)

    answers()
