import { ZERO } from '@twin/shared/primitives/decimal';
import { type RowFormat, UTC_ASSUMED } from '../format.ts';
import type { Findings } from '../reading/Findings.ts';
import type { Row } from '../reading/Row.ts';
import { splitPair } from '../values/pair.ts';
import { splitPairByUnits, splitUnit } from '../values/unitAmount.ts';
import { zoneInText } from '../values/zoneInText.ts';

/** Binance spot trade history since 2021: units glued to the numbers, no ids, seconds; the Korean site names the column `Time`. */
export const binanceSpot: RowFormat = {
  kind: 'rows',
  name: 'binance-spot',
  broker: 'binance',
  title: 'Binance spot trade history',
  isNewestFirst: true,
  detect: (header) => header.has('pair', 'side', 'price', 'executed', 'amount', 'fee'),
  zone: (header) => {
    const stated = zoneInText(header.startingWith('date') ?? header.startingWith('time') ?? '');
    return stated ? { zone: stated, isStated: true } : UTC_ASSUMED;
  },
  read: readSpotRow,
};

function readSpotRow(row: Row, findings: Findings): void {
  const { header } = row.file;
  const time = row.time(header.startingWith('date') ?? 'time', 'year-first');
  const side = row.side('side');
  const price = row.price('price');
  const executed = row.needed('executed');
  const amount = row.needed('amount');
  const { base, quote } = row.pair(
    'pair',
    (text) => splitPairByUnits(text, executed, amount) ?? splitPair(text),
  );
  const qty = row.readNumber(splitUnit(executed, [base])?.number ?? executed, 'executed');
  const fee = row.text('fee');
  const charged = splitUnit(fee, [base, quote]);
  findings.trade(row, {
    time,
    symbol: `${base}-${quote}`,
    side,
    qty,
    price,
    fee: fee === '' ? ZERO : row.readNumber(charged?.number ?? fee, 'fee'),
    feeAsset: charged?.unit ?? null,
  });
}
