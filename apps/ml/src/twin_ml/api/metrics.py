"""Counts and times for Prometheus; a registry of its own per app."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Histogram(
            "twin_ml_request_duration_seconds",
            "Time of a request",
            ["route", "status"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._decisions = Counter("twin_ml_decisions_total", "Decisions scored", registry=self._registry)
        self._tags = Counter("twin_ml_tags_total", "Tags given", ["label"], registry=self._registry)
        self._rephrases = Counter(
            "twin_ml_rephrases_total", "Texts by outcome", ["outcome"], registry=self._registry
        )

    def count_request(self, route: str, status: int, seconds: float) -> None:
        self._requests.labels(route, str(status)).observe(seconds)

    def count_scores(self, decisions: int, labels: list[str]) -> None:
        self._decisions.inc(decisions)
        for label in labels:
            self._tags.labels(label).inc()

    def count_rephrase(self, outcome: str) -> None:
        self._rephrases.labels(outcome).inc()

    def text(self) -> bytes:
        return generate_latest(self._registry)
