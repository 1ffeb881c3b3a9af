"""python -m twin_ml: serves on ML_HOST and ML_PORT, by default to this machine only."""

import gc
import sys

import uvicorn
from pydantic import ValidationError

from twin_ml.api.app import create_app
from twin_ml.core.biases.model import ModelError
from twin_ml.settings import Settings


def main() -> int:
    try:
        settings = Settings()
        app = create_app(settings)
    except (ValidationError, ModelError, OSError) as error:
        print(f"The configuration cannot be used.\n{_told(error)}", file=sys.stderr)
        return 1
    # A large request is many records without cycles; searching them for cycles costs a third of its time.
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    uvicorn.run(
        app,
        host=settings.ml_host,
        port=settings.ml_port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    return 0


def _told(error: Exception) -> str:
    """Names and reasons, never the values."""
    if isinstance(error, ValidationError):
        return "\n".join(f"  {'.'.join(map(str, e['loc'])).upper()} {e['msg']}" for e in error.errors())
    return f"  {error}"


if __name__ == "__main__":
    sys.exit(main())
