import { JOBS, type JobName } from '@twin/shared/jobs/catalog';
import { describe, expect, it } from 'vitest';
import { type JobHandlers, joinHandlers } from '../src/lib/queue/handlers.ts';

describe('job catalog', () => {
  it('refuses to start with a job that nobody or two handle', () => {
    const names = Object.keys(JOBS) as JobName[];
    const idle = Object.fromEntries(
      names.map((name) => [name, { run: async () => undefined }]),
    ) as unknown as JobHandlers;
    const [first, ...rest] = names;
    if (first === undefined) throw new Error('the catalog is empty');
    const all = joinHandlers(names.map((name) => ({ [name]: idle[name] })));
    expect(Object.keys(all).sort()).toEqual([...names].sort());
    expect(() => joinHandlers(rest.map((name) => ({ [name]: idle[name] })))).toThrow(
      `${first} has 0 handlers`,
    );
    expect(() => joinHandlers([idle, { [first]: idle[first] }])).toThrow(`${first} has 2 handlers`);
  });
});
