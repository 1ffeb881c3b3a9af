'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { keys } from '../../lib/api/keys.ts';
import { fetchMarketStatus } from '../../lib/api/market.ts';
import { patchSettings } from '../../lib/api/settings.ts';
import { formatTime } from '../../ui/format/time.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Notice } from '../../ui/states.tsx';
import { useSession, useSettings, useZone } from '../shell/session.ts';

/** Asking for candles tells a venue which symbols somebody here trades: off until the person agrees. */
export function MarketPanel() {
  const client = useQueryClient();
  const settings = useSettings().data;
  const isDemo = useSession().data?.user.isDemo ?? false;
  const save = useMutation({
    mutationFn: (marketFetch: boolean) => patchSettings({ marketFetch }),
    onSuccess: (saved) => {
      client.setQueryData(keys.settings, saved);
      return client.invalidateQueries({ queryKey: keys.market });
    },
  });
  if (!settings || isDemo) return null;
  return (
    <Panel title="Market prices" note="Hourly candles make patterns surer and show what happened next.">
      <div className="flex flex-col gap-3">
        <label className="inline-flex items-start gap-2 text-sm">
          <input
            type="checkbox"
            className="mt-1"
            checked={settings.marketFetch}
            disabled={save.isPending}
            onChange={(event) => save.mutate(event.currentTarget.checked)}
          />
          Fetch candles of the symbols that I trade
        </label>
        <p className="text-xs text-muted">
          This server then asks Coinbase or Binance for what you traded there, or the source of prices that
          its owner chose, without your name or key. They learn its address and which symbols it asks for.
          Where nobody has BTC-USD, BTC-USDT or BTC-USDC stands in for it. For all else, and without it,
          upload your own candles on the imports page.
        </p>
        {settings.marketFetch && <Status />}
        {save.error && <Notice tone="bad">{save.error.message}</Notice>}
      </div>
    </Panel>
  );
}

/** Whether the last look went well, and what there is. */
function Status() {
  const zone = useZone();
  const status = useQuery({ queryKey: keys.market, queryFn: fetchMarketStatus }).data;
  if (!status) return null;
  const { nextAt, problem, series } = status;
  const symbols = [...new Set(series.map(({ symbol }) => symbol))];
  return (
    <>
      {problem && <Notice tone="warning">The last look for candles failed: {problem.message}</Notice>}
      <p role="status" className="text-xs text-muted">
        {symbols.length === 0 ? 'No candles yet' : `Candles of ${symbols.join(', ')}`}
        {nextAt === null ? '; the first look is on its way.' : `; next look ${formatTime(nextAt, zone)}.`}
      </p>
    </>
  );
}
