"""Where things lie, seen from the clone."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[5]
CACHE = ROOT / ".cache/lab"
MODEL = ROOT / "model/bias-model.json"
PAGE = ROOT / "docs/eval.md"
PICTURES = ROOT / "docs/eval"
RUNS_ON_C = ROOT / "docs/eval/runs-on-c.csv"
REAL_CANDLES = ROOT.parent / "shared/data/ohlcv"
LAB = Path(__file__).parent
SIMULATOR = LAB / "simulator"
ANALYZE = ROOT / "packages/cli/bin/analyzeMany.js"
