// Loaded into api and worker by the chaos suite: their clock is the machine's plus a step, which each SIGUSR2 changes.
const steps = (process.env['CHAOS_CLOCK_STEPS_MS'] ?? '0').split(',').map(Number);
let at = 0;
process.on('SIGUSR2', () => {
  at += 1;
});

const RealDate = Date;
const now = () => RealDate.now() + (steps[at % steps.length] ?? 0);

/** @type {ProxyHandler<DateConstructor>} */
const stepped = {
  construct: (target, parts, newTarget) =>
    Reflect.construct(target, parts.length === 0 ? [now()] : parts, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
};
globalThis.Date = new Proxy(RealDate, stepped);
