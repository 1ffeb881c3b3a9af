import { describe, expect, it } from 'vitest';
import { fittingColumns, nameColumns, readColumns, TRADE_COLUMNS, templateOf } from './columns.tsx';

const ids = (columns: readonly { id: string }[]) => columns.map(({ id }) => id).join();

describe('the columns of the trades', () => {
  it('are those of the address, always with the time, in their usual order', () => {
    expect(ids(readColumns('price,symbol'))).toBe('time,symbol,price');
  });

  it('are the usual ones when the address names none that exists', () => {
    expect(readColumns('nonsense')).toEqual(readColumns(undefined));
    expect(nameColumns(readColumns(undefined))).toBeUndefined();
  });

  it('are read back from the address that names them', () => {
    const chosen = readColumns('time,value,account');
    expect(readColumns(nameColumns(chosen))).toEqual(chosen);
  });

  it('give way when there is no room, the least needed first, never what tells a trade', () => {
    expect(ids(fittingColumns(TRADE_COLUMNS, 80))).toBe(ids(TRADE_COLUMNS));
    expect(ids(fittingColumns(readColumns(undefined), 45))).toBe('time,symbol,side,qty,price,patterns');
    expect(ids(fittingColumns(TRADE_COLUMNS, 10))).toBe('time,symbol,side,qty,price,patterns');
  });

  it('have fixed or growing widths', () => {
    expect(templateOf(readColumns('time,symbol'))).toBe('9.25rem minmax(6rem, 1fr)');
  });
});
