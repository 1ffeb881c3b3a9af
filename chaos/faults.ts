import type { Random } from '@twin/engine/stats/random';
import type { ChaosHouse } from './ChaosHouse.ts';
import type { ChaosPerson } from './ChaosPerson.ts';
import type { ServerProcess } from './ServerProcess.ts';

export interface Fault {
  name: string;
  strike(): Promise<void>;
}

const DOWN_MAX_MS = 900;
const STALL_MAX_MS = 2_000;
const FULL_MAX_MS = 1_500;

/** All that may go wrong in this house; `random` decides for how long. */
export function faultsOf(house: ChaosHouse, person: ChaosPerson, random: Random): Fault[] {
  const during = lasting(random);
  const killed = (part: ServerProcess): Fault => ({
    name: `kill -9 ${part.name}`,
    strike: () =>
      during(
        () => part.kill(),
        () => part.start(),
        DOWN_MAX_MS,
      ),
  });
  const fullDisk: Fault = {
    name: 'full disk',
    strike: () =>
      during(
        () => house.disk.fill(),
        () => house.disk.clear(),
        FULL_MAX_MS,
      ),
  };
  const optional = [house.redis, house.ml].filter((part) => part !== null);
  return [
    ...[...house.apis, ...house.workers, ...optional].map(killed),
    {
      name: 'kill -9 PostgreSQL',
      strike: () =>
        during(
          () => house.killPostgres(),
          () => house.startPostgres(),
          DOWN_MAX_MS,
        ),
    },
    ...house.proxies.map((proxy, at) => ({
      name: `stalled network to ${at === 0 ? 'PostgreSQL' : 'Redis'}`,
      strike: () =>
        during(
          () => proxy.stall(),
          () => proxy.resume(),
          STALL_MAX_MS,
        ),
    })),
    ...(house.disk.canBeFull ? [fullDisk] : []),
    clockStep(house, random),
    { name: 'cut client', strike: async () => person.drop() },
  ];
}

function clockStep(house: ChaosHouse, random: Random): Fault {
  return {
    name: 'clock step',
    strike: async () => {
      for (const part of [...house.apis, ...house.workers]) if (random.below(2) === 0) part.signal('SIGUSR2');
    },
  };
}

/** Begins something and ends it after a while. */
function lasting(random: Random) {
  return async (begin: () => unknown, end: () => unknown, maxMs: number): Promise<void> => {
    await begin();
    await pause(random.below(maxMs));
    await end();
  };
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
