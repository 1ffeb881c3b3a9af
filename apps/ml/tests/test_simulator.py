"""The planted truth: the same dice give the same people, causes are what was drawn, and fills add up."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from twin_ml.lab.coupled import live_coupled
from twin_ml.lab.frozen import frozen_hash, hash_of_family_c
from twin_ml.lab.simulator.account import PATTERNS, Account
from twin_ml.lab.simulator.baselines.registry import BASELINES, run_baseline
from twin_ml.lab.simulator.chance import stream
from twin_ml.lab.simulator.export import write_account, write_world
from twin_ml.lab.simulator.families.registry import FAMILIES
from twin_ml.lab.simulator.person import Who, live
from twin_ml.lab.simulator.prices.bootstrap import resample
from twin_ml.lab.simulator.prices.path import HOUR
from twin_ml.lab.simulator.prices.world import World, make_world

SEED = 99


@pytest.fixture(scope="module")
def world() -> World:
    return make_world("factor", SEED, 0)


@pytest.fixture(scope="module", params=FAMILIES)
def people(request: pytest.FixtureRequest, world: World) -> list[Account]:
    return [live(FAMILIES[request.param], Who(request.param, SEED, number), world) for number in range(4)]


def held_units(account: Account) -> Counter[tuple[str, str]]:
    held: Counter[tuple[str, str]] = Counter()
    for fill in account.fills:
        signed = fill.units if fill.side == "buy" else -fill.units
        held[fill.symbol, fill.instrument] += signed - fill.fee_units
    return held


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    for copy in ("one", "two"):
        again = make_world("garch", SEED, 1, days=200)
        account = live(FAMILIES["a"], Who("a", SEED, 7), again)
        write_account(account, write_world(again, tmp_path / copy), tmp_path / copy)
    first = sorted(path for path in (tmp_path / "one").rglob("*.csv"))
    assert len(first) >= 5
    for path in first:
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


def test_posteriors_are_probabilities_and_as_frequent_as_their_labels(people: list[Account]) -> None:
    deeds = [deed for account in people for deed in account.deeds]
    for deed in deeds:
        causes = sum(p for label, p in deed.posterior.items() if label != "size_drift")
        assert -1e-9 <= causes <= 1 + 1e-9
        assert set(deed.posterior) <= set(PATTERNS)
    drawn = sum(len(deed.labels) for deed in deeds)
    expected = sum(sum(deed.posterior.values()) for deed in deeds)
    spread = sum(p * (1 - p) for deed in deeds for p in deed.posterior.values()) ** 0.5
    assert abs(drawn - expected) < 4 * spread + 1


def test_a_person_without_a_drive_never_acts_out_of_it(people: list[Account]) -> None:
    for account in people:
        assert {label for deed in account.deeds for label in deed.labels} <= account.drives


def test_nobody_sells_more_than_was_bought(world: World, people: list[Account]) -> None:
    for account in people:
        bought = {fill.symbol for fill in account.fills if fill.side == "buy"}
        known = [symbol for (symbol, _), units in held_units(account).items() if units < 0]
        # Coins from outside are sold once, before the first purchase.
        assert len(known) <= 1
        assert all(symbol == world.paths[-1].symbol or symbol in bought for symbol in known)


def test_every_fill_lies_at_a_market_price_of_its_moment(world: World, people: list[Account]) -> None:
    paths = {path.symbol: path for path in world.paths}
    for account in people:
        for fill in account.fills:
            assert float(fill.price) == pytest.approx(paths[fill.symbol].price(fill.ts), rel=0.15)


def test_without_one_pattern_the_other_dice_stay(world: World) -> None:
    number = next(
        n for n in range(50) if "revenge_trade" in live(FAMILIES["a"], Who("a", SEED, n), world).drives
    )
    person = live(FAMILIES["a"], Who("a", SEED, number), world)
    calm = live(FAMILIES["a"], Who("a", SEED, number), world, without="revenge_trade")
    first = next(deed.ts for deed in person.deeds if "revenge_trade" in deed.labels)
    assert [d for d in person.deeds if d.ts < first] == pytest.approx([d for d in calm.deeds if d.ts < first])
    assert not any("revenge_trade" in deed.labels for deed in calm.deeds)


@pytest.mark.parametrize("name", BASELINES)
def test_a_clean_baseline_trades_and_has_no_cause(name: str, world: World) -> None:
    account = run_baseline(name, world, SEED, 0, 1.0)
    assert len(account.deeds) >= 20
    assert all(not deed.labels and not deed.posterior for deed in account.deeds)


def test_candles_hold_every_price_of_their_hour(world: World) -> None:
    for path in world.paths:
        bars = path.bars()
        assert (bars[:, 2] <= bars[:, [0, 3]].min(axis=1)).all()
        assert (bars[:, 1] >= bars[:, [0, 3]].max(axis=1)).all()
        hours = stream(SEED, "hours").integers(0, path.hours, 200)
        for hour in hours.tolist():
            price = path.price(path.begin + hour * HOUR + 1_234_567)
            assert bars[hour, 2] * (1 - 1e-12) <= price <= bars[hour, 1] * (1 + 1e-12)


def test_a_resampled_path_is_made_of_real_bars_in_blocks() -> None:
    real = stream(SEED, "real").normal(size=(500, 4))
    rows = resample(stream(SEED, "blocks"), real, 2_000)
    index = [int(np.flatnonzero((real == row).all(axis=1))[0]) for row in rows]
    breaks = sum(1 for a, b in pairwise(index) if b != (a + 1) % len(real))
    assert 2_000 / 72 / 2 < breaks < 2_000 / 24 * 2


def test_family_c_is_the_frozen_one() -> None:
    """Whoever changes what they are made of changes the exam: every earlier report on them is void."""
    assert hash_of_family_c() == frozen_hash()


def test_lives_on_the_same_clocks_part_where_the_pattern_first_acts(world: World) -> None:
    who = Who("a", SEED, 3)
    life = live_coupled(FAMILIES["a"], who, world)
    for pattern in PATTERNS:
        without = live_coupled(FAMILIES["a"], who, world, pattern)
        assert not any(pattern in deed.labels for deed in without.deeds)
        if pattern not in life.drives:
            assert without.fills == life.fills
        else:
            parts = min((deed.ts for deed in life.deeds if pattern in deed.labels), default=world.ends)
            before = [fill for fill in life.fills if fill.ts < parts]
            assert [fill for fill in without.fills if fill.ts < parts] == before
