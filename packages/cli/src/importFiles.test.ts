import { expect, it } from 'vitest';
import { describeCounts } from './importFiles.ts';

it('an import is told in rows and in trades, with the accounts that they went to', () => {
  const several = {
    rows: { read: 18, accepted: 15, duplicate: 3, ignored: 0, rejected: 0 },
    trades: { accepted: 5, duplicate: 1 },
    accounts: ['account-a', 'Main'],
  };
  expect(describeCounts(several)).toBe(
    '18 rows read: 15 new, 3 known, 0 ignored, 0 rejected; 5 new trades, 1 known in account-a, Main',
  );
  const single = {
    rows: { read: 1, accepted: 1, duplicate: 0, ignored: 0, rejected: 0 },
    trades: { accepted: 1, duplicate: 0 },
    accounts: [],
  };
  expect(describeCounts(single)).toBe(
    '1 row read: 1 new, 0 known, 0 ignored, 0 rejected; 1 new trade, 0 known',
  );
});
