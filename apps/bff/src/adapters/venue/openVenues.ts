import type { Config } from '../../config/env.ts';
import { createAdvisoryLocks } from '../../lib/queue/advisoryLocks.ts';
import { systemClock } from '../../lib/systemClock.ts';
import type { Metrics } from '../../lib/telemetry/metrics.ts';
import type { Broker } from '../../ports/broker.ts';
import type { Cache } from '../../ports/cache.ts';
import type { Market } from '../../ports/market.ts';
import { openBrokers } from '../brokers/openBrokers.ts';
import type { CandleCacheDeps } from '../market/CachedCandles.ts';
import { openMarket } from '../market/openMarket.ts';

export interface Venues {
  brokers: readonly Broker[];
  market: Market;
  closeVenues(): Promise<void>;
}

/** Windows of candles that one process asks for at a time. */
const WINDOW_LOCKS = 2;

/** What is asked outside: each call waits where another worker was told to wait. */
export function openVenues(config: Config, cache: Cache, metrics: Metrics): Venues {
  const locks = createAdvisoryLocks(config.sessionUrl, WINDOW_LOCKS);
  const clock = systemClock;
  const count: CandleCacheDeps['count'] = (venue, outcome) => metrics.marketWindows.inc({ venue, outcome });
  return {
    brokers: openBrokers(config, { clock, cache }),
    market: openMarket(config, { cache, locks, clock, count }),
    closeVenues: () => locks.close(),
  };
}
