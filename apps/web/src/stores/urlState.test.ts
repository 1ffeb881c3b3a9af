import { expect, it } from 'vitest';
import { changedAddress } from './urlState.ts';

it('a change of the address keeps what it does not name and takes out what is empty', () => {
  expect(changedAddress('/trades', 'symbol=BTC-USD&label=size_drift', { label: '', id: 't1' })).toBe(
    '/trades?symbol=BTC-USD&id=t1',
  );
  expect(changedAddress('/trades', 'id=t1', { id: undefined })).toBe('/trades');
});
