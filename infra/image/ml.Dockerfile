# syntax=docker/dockerfile:1
FROM python:3.12-slim-bookworm AS build
WORKDIR /app
COPY apps/ml/requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.12-slim-bookworm
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONPATH=/app/apps/ml/src \
    ML_HOST=0.0.0.0 \
    ML_PORT=4190
WORKDIR /app
COPY --from=build /venv /venv
COPY model model
COPY apps/ml/src apps/ml/src
RUN useradd --system --no-create-home ml
USER ml
EXPOSE 4190
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s \
  CMD ["/venv/bin/python", "-c", "import os,urllib.request as u; u.urlopen('http://127.0.0.1:'+os.environ['ML_PORT']+'/healthz', timeout=2)"]
CMD ["/venv/bin/python", "-m", "twin_ml"]
