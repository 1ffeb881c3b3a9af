import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatDecimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { isProblem, parseFile } from './parseFile.ts';
import { FORMATS } from './registry.ts';
import type { ParsedFile, ParsedFunding, ParsedTransfer } from './row.ts';

const folder = fileURLToPath(new URL('../../../fixtures/ok/exports/', import.meta.url));
const exports = readdirSync(folder).filter((name) => !name.endsWith('.golden.json'));
const formatOf = (file: string) => file.replace(/\.[a-z]+$/, '');

describe('a format and its fixture', () => {
  it('stand side by side: every format of the registry has an export to show', () => {
    expect([...new Set(exports.map(formatOf))].sort()).toEqual(FORMATS.map(({ name }) => name).sort());
  });

  it.each(exports)('%s gives its golden rows, found by its header alone', (file) => {
    const parsed = parseFile({ name: file, bytes: readFileSync(folder + file) });
    if (isProblem(parsed)) throw new Error(parsed.message);
    expect(parsed.format).toBe(formatOf(file));
    expect(goldenOf(parsed)).toEqual(JSON.parse(readFileSync(`${folder}${file}.golden.json`, 'utf8')));
    const lines = [
      ...parsed.trades.flatMap((trade) => trade.lines),
      ...parsed.ignored.map(({ line }) => line),
    ];
    expect(parsed.read).toBe(lines.length + parsed.rejected.length);
    expect(new Set(lines).size).toBe(lines.length);
  });

  it.each(exports)('%s is refused under the name of another format', (file) => {
    const other = FORMATS.find(
      ({ name }) => name === (formatOf(file) === 'coinbase' ? 'okx-bills' : 'coinbase'),
    );
    const parsed = parseFile({ name: file, bytes: readFileSync(folder + file), format: other?.name ?? '' });
    expect(parsed).toMatchObject({ problem: 'wrong-format' });
  });
});

function goldenOf({ broker, timezone, trades, fundings, transfers, ignored, rejected }: ParsedFile) {
  return {
    broker,
    timezone,
    trades: trades.map((trade) => {
      const {
        lines,
        venueId,
        account,
        symbol,
        instrument,
        side,
        tsText,
        wallTime,
        orderId,
        orderType,
        feeAsset,
      } = trade;
      const [qty, price, fee] = [trade.qty, trade.price, trade.fee].map(formatDecimal);
      const startPosition = trade.startPosition === null ? null : formatDecimal(trade.startPosition);
      const settle = trade.settle === null ? {} : { settle: trade.settle };
      const amounts = { qty, price, fee, feeAsset, startPosition, ...settle };
      return {
        lines,
        venueId,
        account,
        symbol,
        instrument,
        side,
        ...amounts,
        ts: tsText,
        wallTime,
        orderId,
        orderType,
      };
    }),
    ...(fundings.length === 0 ? {} : { fundings: fundings.map(fundingOf) }),
    ...(transfers.length === 0 ? {} : { transfers: transfers.map(transferOf) }),
    ignored,
    rejected,
  };
}

function transferOf({ line, account, asset, amount, tsText }: ParsedTransfer) {
  return { line, account, asset, amount: formatDecimal(amount), ts: tsText };
}

function fundingOf({ line, symbol, instrument, asset, amount, tsText }: ParsedFunding) {
  return { line, symbol, instrument, asset, amount: formatDecimal(amount), ts: tsText };
}
