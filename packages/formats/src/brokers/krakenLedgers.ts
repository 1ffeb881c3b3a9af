import { absolute, ZERO } from '@twin/shared/primitives/decimal';
import { type TableFormat, UTC_BY_FORMAT } from '../format.ts';
import type { Findings } from '../reading/Findings.ts';
import type { Row } from '../reading/Row.ts';
import { conversionOf } from '../values/conversion.ts';
import { modernAsset } from '../values/pair.ts';

const NO_TRADE: Readonly<Record<string, string>> = {
  transfer: 'internal-transfer',
  staking: 'income',
  earn: 'earn',
  reward: 'income',
  dividend: 'income',
  airdrop: 'income',
  credit: 'income',
  invite: 'income',
  rollover: 'derivative-cash',
  margin: 'derivative-cash',
  settled: 'derivative-cash',
};

/** Kraken's `ledgers.csv`: the two rows of a trade share a refid, which is the txid of `trades.csv`. */
export const krakenLedgers: TableFormat = {
  kind: 'table',
  name: 'kraken-ledgers',
  broker: 'kraken',
  title: 'Kraken ledgers.csv',
  isNewestFirst: false,
  detect: (header) => header.has('txid', 'refid', 'time', 'type', 'asset', 'amount', 'fee', 'balance'),
  zone: () => UTC_BY_FORMAT,

  readAll(rows, findings) {
    const trades = new Map<string, Row[]>();
    for (const row of rows) {
      const kind = row.needed('type').toLowerCase();
      const noTrade = NO_TRADE[kind];
      if (row.text('txid') === '') findings.ignore(row, 'pending-duplicate');
      else if (kind === 'deposit' || kind === 'withdrawal') readTransfer(row, kind, findings);
      else if (noTrade) findings.ignore(row, noTrade);
      else if (kind === 'trade' || kind === 'spend' || kind === 'receive') {
        const refid = row.text('refid');
        const group = trades.get(refid);
        if (group) group.push(row);
        else trades.set(refid, [row]);
      } else if (!findings.rejectFaulty(row)) findings.rejectUnknown(row, 'type', kind);
    }
    for (const group of trades.values()) readTrade(group, findings);
  },
};

/** The amount is what went over the chain; the fee was paid beside it. */
function readTransfer(row: Row, kind: string, findings: Findings): void {
  findings.transfer(row, kind, {
    asset: modernAsset(row.needed('asset')),
    amount: row.amount('amount') - row.amountOrZero('fee'),
    time: row.time('time'),
  });
}

function readTrade(rows: readonly Row[], findings: Findings): void {
  const [first, ...others] = rows;
  if (!first) return;
  const given = rows.filter((row) => row.amount('amount') < ZERO);
  const received = rows.filter((row) => row.amount('amount') > ZERO);
  const [paid] = given;
  const [got] = received;
  if (given.length !== 1 || received.length !== 1 || rows.length !== 2)
    first.fail(
      'refid',
      'the two rows of the trade are not both in the file',
      'Export all asset types and a longer period.',
    );
  const fees = rows.filter((row) => row.amountOrZero('fee') !== ZERO);
  const [charged] = fees;
  if (fees.length > 1)
    first.fail('fee', 'both rows of the trade carry a fee', 'Use the trades export instead.');
  findings.trade(
    first,
    {
      venueId: first.needed('refid'),
      time: first.time('time'),
      ...conversionOf(legOf(paid), legOf(got)),
      fee: charged?.amountOrZero('fee') ?? ZERO,
      feeAsset: charged ? modernAsset(charged.needed('asset')) : null,
    },
    others,
  );
}

function legOf(row: Row | undefined) {
  return { asset: modernAsset(row?.needed('asset') ?? ''), amount: absolute(row?.amount('amount') ?? ZERO) };
}
