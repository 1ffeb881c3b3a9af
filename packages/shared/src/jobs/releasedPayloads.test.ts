import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EVENT_PAYLOADS, type EventType } from '../events/event.ts';
import { JOBS, type JobName } from './catalog.ts';

const ARCHIVE = new URL('../../../../fixtures/payloads/', import.meta.url);

interface Payloads {
  jobs: Partial<Record<JobName, unknown>>;
  events: Partial<Record<EventType, unknown>>;
}

const releases = readdirSync(ARCHIVE).map((name) => ({
  name,
  payloads: JSON.parse(readFileSync(new URL(name, ARCHIVE), 'utf8')) as Payloads,
}));

/** Jobs in line and events in the outbox outlive a deploy. */
describe.each(releases)('payloads of the release $name', ({ payloads }) => {
  it.each(Object.keys(payloads.jobs) as JobName[])('of the job %s still parse, whole', (name) => {
    expect(JOBS[name].payload.parse(payloads.jobs[name])).toEqual(payloads.jobs[name]);
  });

  it.each(Object.keys(payloads.events) as EventType[])('of the event %s still parse, whole', (type) => {
    expect(EVENT_PAYLOADS[type].parse(payloads.events[type])).toEqual(payloads.events[type]);
  });
});
