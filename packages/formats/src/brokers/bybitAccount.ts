import { type RowFormat, UTC_ASSUMED } from '../format.ts';
import { modernAsset } from '../values/pair.ts';
import { zoneInText } from '../values/zoneInText.ts';

const KINDS: readonly [RegExp, string][] = [
  [/^transfer (?:in|out)$/, 'internal-transfer'],
  [/^(?:airdrop|bonus|reward|rewards|cashback|referral commission)$/, 'income'],
  [/^(?:earn|staking|savings|liquidity mining|launchpool)/, 'earn'],
  [/^deposit$/, 'deposit'],
  [/^withdraw(?:al)?$/, 'withdrawal'],
];

/** Bybit's funding account: no trade is complete in it; a purchase by card lacks its fiat leg. */
export const bybitFunding: RowFormat = {
  kind: 'rows',
  name: 'bybit-funding',
  broker: 'bybit',
  title: 'Bybit funding account history',
  isNewestFirst: true,
  detect: (header) => header.has('coin', 'qty', 'type', 'account balance', 'description'),
  zone: (header) => {
    const stated = zoneInText(header.startingWith('date') ?? '');
    return stated ? { zone: stated, isStated: true } : UTC_ASSUMED;
  },

  read(row, findings) {
    const kind = row.needed('type').toLowerCase();
    const description = row.text('description');
    const noTrade = KINDS.find(([pattern]) =>
      pattern.test(kind === 'fiat' ? description.toLowerCase() : kind),
    );
    const reason = noTrade?.[1];
    if (reason === 'deposit' || reason === 'withdrawal')
      findings.transfer(row, reason, {
        asset: modernAsset(row.needed('coin')),
        amount: row.amount('qty'),
        time: row.time(row.file.header.startingWith('date') ?? 'date'),
      });
    else if (reason) findings.ignore(row, reason);
    else if (/^(?:buy|sell)\b/i.test(description))
      findings.reject(
        row,
        'description',
        `${description}: what was paid is not in the file`,
        'Add the purchase by hand.',
      );
    else findings.rejectUnknown(row, 'type', `${row.text('type')} ${description}`.trim());
  },
};

/** Bybit's closed P&L has no entry times: it cannot give fills and is kept as information only. */
export const bybitClosedPnl: RowFormat = {
  kind: 'rows',
  name: 'bybit-closed-pnl',
  broker: 'bybit',
  title: 'Bybit closed P&L (information only)',
  isNewestFirst: true,
  detect: (header) => header.has('contracts', 'closing direction', 'qty', 'entry price', 'exit price'),
  zone: () => UTC_ASSUMED,
  read: (row, findings) => findings.ignore(row, 'closed-pnl'),
};
