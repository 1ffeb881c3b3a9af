import { describe, expect, it } from 'vitest';
import { pushValue } from '../trailingWindow.ts';
import { HELD, type WrittenDecision, writtenScene } from '../writtenScene.testkit.ts';
import { dust } from './dust.ts';
import { SUPPRESSORS, type SuppressorName } from './registry.ts';
import { taxLoss } from './taxLoss.ts';

/** Eight losses around −5 % and as many gains around 7 %, each with a median deviation of 1 %. */
const AWAY = [-0.03, -0.01, -0.01, 0, 0, 0.01, 0.01, 0.02];
const at = (price: number, more: WrittenDecision = {}): WrittenDecision => ({ price, before: HELD, ...more });
const UNKNOWN = { before: { ...HELD, avgCost: null } };
const ADD: WrittenDecision = { kind: 'increase', side: 'buy' };

function score(name: SuppressorName, decision: WrittenDecision, known = AWAY.length): number {
  const scene = writtenScene(decision, (_, { exits }) => {
    for (const away of AWAY.slice(0, known)) {
      pushValue(exits.losingReturns, -0.05 + away);
      pushValue(exits.winningReturns, 0.07 + away);
    }
  });
  return SUPPRESSORS[name](scene);
}

describe('an exit like a stop', () => {
  it.each<[string, WrittenDecision, number]>([
    ['has the usual loss', at(95), 1],
    ['has it to within half a deviation', at(95.49), 1],
    ['has it no further up', at(95.51), 0],
    ['has it to within half a deviation below', at(94.51), 1],
    ['has it no further down', at(94.49), 0],
    ['is no other order', at(95, { orderType: 'limit' }), 0],
    ['is a stop order at any loss', at(80, { orderType: 'stop' }), 1],
    ['has a known cost', at(95, UNKNOWN), 0],
    ['is no entry', at(95, ADD), 0],
    ['is a stop order that opens', { orderType: 'stop' }, 1],
  ])('%s', (_, decision, expected) => {
    expect(score('stopLike', decision)).toBe(expected);
  });

  it('is known from eight losses on', () => {
    expect(score('stopLike', at(95), 7)).toBe(0);
    expect(score('takeProfitLike', at(107), 7)).toBe(0);
  });
});

describe('an exit like a take-profit', () => {
  it.each<[string, WrittenDecision, number]>([
    ['has the usual gain', at(107), 1],
    ['has it to within half a deviation', at(107.49), 1],
    ['has it no further up', at(107.51), 0],
    ['has a round gain', at(105.04), 1],
    ['has no gain below a round one', at(104.94), 0],
    ['has any multiple of five per cent', at(115.04), 1],
    ['has no gain of nothing', at(100.04), 0],
    ['has no loss', at(95), 0],
    ['is no other order', at(107, { orderType: 'limit' }), 0],
    ['is a take-profit order at any gain', at(101, { orderType: 'take_profit' }), 1],
    ['has a known cost', at(107, UNKNOWN), 0],
    ['is no entry', at(107, ADD), 0],
  ])('%s', (_, decision, expected) => {
    expect(score('takeProfitLike', decision)).toBe(expected);
  });
});

it('a liquidation is one by its order alone', () => {
  expect(score('liquidation', at(50, { orderType: 'liquidation' }))).toBe(1);
  expect(score('liquidation', at(50, { orderType: 'stop' }))).toBe(0);
});

describe('dust', () => {
  it.each<[string, WrittenDecision, number]>([
    ['is less than a millionth of the episode', { qty: 0.000_001, before: { ...HELD, qtyMax: 1.01 } }, 1],
    ['is no millionth', { qty: 0.000_001, before: { ...HELD, qtyMax: 1 } }, 0],
    ['is no first act', { qty: 0.000_001 }, 0],
  ])('%s', (_, decision, expected) => {
    expect(dust(writtenScene(decision))).toBe(expected);
  });
});

describe('a tax loss', () => {
  it.each<[string, WrittenDecision, number, number]>([
    ['is a losing sale of who has re-bought twice', at(99), 2, 1],
    ['is none after one', at(99), 1, 0],
    ['is none without a loss', at(100), 2, 0],
    ['is none with a gain', at(101), 2, 0],
    ['is none of unknown cost', at(99, UNKNOWN), 2, 0],
    ['is no buy', at(99, ADD), 2, 0],
  ])('%s', (_, decision, harvests, expected) => {
    expect(taxLoss(writtenScene(decision, ({ position }) => (position.harvests = harvests)))).toBe(expected);
  });
});
