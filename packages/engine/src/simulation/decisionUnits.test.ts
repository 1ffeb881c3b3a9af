import { decimal, formatDecimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import type { Instrument } from '../ledger/fill.ts';
import { replay } from '../ledger/replay.ts';
import { account } from '../ledger/writtenFills.testkit.ts';
import { decisionUnits, type EpisodeFills } from './decisionUnits.ts';

type Rows = Parameters<typeof account>[1];
type Row = [act: string, more?: Rows[number][2]];

/** The units of the decision that the fill `f<asked>` began; each fill is a decision. */
function read(instrument: Instrument, asked: number, rows: Row[]) {
  const fills = account(
    instrument,
    rows.map(([act, more], i) => [i * 5, act, more ?? {}]),
  );
  const { decisions, episodes, openEpisodes } = replay(fills);
  const id = `f${asked}`;
  const episode = [...episodes, ...openEpisodes].find(({ decisionIds }) => decisionIds.includes(id));
  if (!episode) throw new Error(`no episode of ${id}`);
  const own = (decisionId: string) => decisions.find((each) => each.id === decisionId)?.fillIds ?? [];
  const ids = episode.decisionIds.flatMap(own);
  const marked = fills.filter((fill) => ids.includes(fill.id));
  const isOfDecision = (fillId: string) => own(id).includes(fillId);
  return decisionUnits({
    ...episode,
    fills: marked.map((fill) => ({ ...fill, isOfDecision: isOfDecision(fill.id) })),
  });
}

function unitsOf(...question: Parameters<typeof read>) {
  const reading = read(...question);
  if ('reason' in reading) throw new Error(reading.reason);
  return reading;
}

const textOf = (values: readonly bigint[]) => values.map(formatDecimal);
const movements = ({ actual }: ReturnType<typeof unitsOf>) =>
  actual.map(({ units, price, fees }) => textOf([units, price, fees]).join(' '));

const NOTHING: EpisodeFills = {
  ...{ id: 'f0', side: 'long', instrument: 'spot', qtyMax: decimal('1') },
  ...{ openedAt: 0, closedAt: null, fills: [] },
};

describe('the units of a decision', () => {
  it('are what an exit closed, with the fee that keeping them saves', () => {
    const { qty, price, fees, actual, cost } = unitsOf('spot', 1, [
      ['buy 10 @ 100'],
      ['sell 4 @ 110', { fee: '0.44' }],
    ]);
    expect(textOf([qty, price, fees, cost.feeRate])).toEqual(['4', '110', '-0.44', '0.001']);
    expect(actual).toEqual([]);
  });

  it('are of a sale beyond the position the part that closed it', () => {
    const { qty, fees } = unitsOf('spot', 1, [['buy 1 @ 100'], ['sell 3 @ 110', { fee: '3' }]]);
    expect(textOf([qty, fees])).toEqual(['1', '-1']);
  });

  it('leave an entry with their share of every later exit, at its fees', () => {
    const units = unitsOf('linear', 1, [
      ['sell 1 @ 100'],
      ['sell 2 @ 105', { orderId: 'a' }],
      ['buy 1.5 @ 95', { fee: '0.3' }],
      ['sell 1.5 @ 90'],
      ['buy 3 @ 80'],
    ]);
    expect(movements(units)).toEqual(['2 105 0', '-1 95 0.2', '-1 80 0']);
  });

  it('leave out what closed the position before, and what a later fill opened beyond this one', () => {
    const units = unitsOf('linear', 2, [
      ['buy 1 @ 100'],
      ['sell 3 @ 110'],
      ['sell 1 @ 112', { orderId: 'a' }],
      ['buy 4 @ 90', { fee: '4' }],
    ]);
    expect(textOf([units.qty, units.price, units.heldBefore])).toEqual(['1', '112', '2']);
    expect(movements(units)).toEqual(['1 112 0', '-1 90 1']);
  });

  it('are of an exit that crosses zero the part that closed, at the prices of its own fills', () => {
    const { isEntry, qty, price, heldBefore } = unitsOf('linear', 1, [
      ['buy 2 @ 100'],
      ['sell 1 @ 110', { orderId: 'a' }],
      ['sell 4 @ 120', { orderId: 'a' }],
    ]);
    expect(isEntry).toBe(false);
    expect(textOf([qty, price, heldBefore])).toEqual(['2', '115', '2']);
  });

  it('are what came in after a fee in the coin, and go out whole', () => {
    const units = unitsOf('spot', 0, [
      ['buy 1 @ 100', { fee: '0.01', feeAsset: 'BTC' }],
      ['sell 0.99 @ 110'],
    ]);
    expect(textOf([units.qty, units.fees])).toEqual(['0.99', '1']);
    expect(movements(units)).toEqual(['0.99 100 1', '-0.99 110 0']);
  });

  it('go out with a fee in the coin that the sale cost', () => {
    const units = unitsOf('spot', 0, [
      ['buy 1 @ 100'],
      ['sell 0.99 @ 110', { fee: '0.01', feeAsset: 'BTC' }],
    ]);
    expect(movements(units)).toEqual(['1 100 0', '-1 110 1.1']);
  });

  it('name a fee in a third coin', () => {
    const { fees, unpricedFees } = unitsOf('spot', 0, [
      ['buy 1 @ 100', { fee: '0.002', feeAsset: 'BNB' }],
      ['sell 1 @ 101'],
    ]);
    expect(formatDecimal(fees)).toBe('0');
    expect(unpricedFees).toEqual([{ asset: 'BNB', amount: decimal('0.002') }]);
  });

  it('count what the venue says was held before the history', () => {
    const { qty, heldBefore } = unitsOf('linear', 0, [['sell 8 @ 100', { start: '10' }]]);
    expect(textOf([qty, heldBefore])).toEqual(['8', '10']);
  });

  it.each([
    ['it closed nothing that is known', read('spot', 0, [['sell 1 @ 1']])],
    ['it has no fills', decisionUnits(NOTHING)],
    ['its contract is not linear', read('inverse', 0, [['buy 1 @ 1']])],
  ])('are missing, with the reason, when %s', (_, reading) => {
    expect(reading).toHaveProperty('reason');
  });
});
