"""python -m twin_ml.api.document: prints the OpenAPI document, from which the worker's types are made."""

import json
import sys

from pydantic import SecretStr

from twin_ml.api.app import create_app
from twin_ml.settings import Settings

if __name__ == "__main__":
    app = create_app(Settings(ml_secret=SecretStr("-" * 32), log_level="error"))
    json.dump(app.openapi(), sys.stdout)
