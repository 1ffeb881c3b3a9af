"""Large bodies go from bytes to checked records in one step; FastAPI's own two steps take twice as long.

The document of the API names the record all the same, so the routes give it here.
"""

from typing import Any, TypeVar

from fastapi import FastAPI
from pydantic import BaseModel, ValidationError
from pydantic.json_schema import models_json_schema

from twin_ml.api.errors import InvalidInput, fields_of

REF = "#/components/schemas/{model}"
Record = TypeVar("Record", bound=BaseModel)


def read_body(record: type[Record], body: bytes) -> Record:
    """Raises InvalidInput."""
    try:
        return record.model_validate_json(body)
    except ValidationError as error:
        raise InvalidInput(fields_of(error.errors(include_input=False, include_url=False))) from None


def body_of(record: type[BaseModel]) -> dict[str, Any]:
    schema = {"$ref": REF.format(model=record.__name__)}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def document_bodies(app: FastAPI, records: list[type[BaseModel]]) -> None:
    """Adds the records' schemas to the OpenAPI document."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        document = generate()
        _, schemas = models_json_schema([(record, "validation") for record in records], ref_template=REF)
        document["components"]["schemas"].update(schemas.get("$defs", {}))
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's way
