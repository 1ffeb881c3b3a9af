const PATHS = {
  overview: 'M3 12l4-5 4 3 6-7M3 17h14',
  chat: 'M3 4.5h14v9H9l-3.5 3v-3H3z',
  trades: 'M3 5h14M3 10h14M3 15h14',
  positions: 'M4 16V9m4 7V5m4 11v-4m4 4V7',
  rules: 'M10 3l6 2.5V10c0 3.5-2.6 5.8-6 7-3.4-1.2-6-3.5-6-7V5.5zM7.5 10l2 2 3.5-3.5',
  digest: 'M5 3h10v14H5zM8 7h4M8 10h4M8 13h2',
  brokers: 'M7 3v4m6-4v4M5 7h10v3a5 5 0 0 1-10 0zm5 8v3',
  search: 'M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4zm3.7 8.7L17 17',
  more: 'M4.5 10h0m5.5 0h0m5.5 0h0',
  imports: 'M10 3v9m0 0l-3.5-3.5M10 12l3.5-3.5M3 15v2h14v-2',
  settings: 'M4 6h7m5 0h0M4 14h1m5 0h6M13 4v4M7 12v4',
  keyboard: 'M2.5 6h15v9h-15zM6 9h0m3 0h0m3 0h0m3 0h0M6.5 12h7',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 20 20"
      className="size-4 shrink-0 fill-none stroke-current stroke-[1.6]"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** Two lines that part: the trader and the twin. */
export function Brand() {
  return (
    <span className="inline-flex items-center gap-2 font-semibold tracking-tight">
      <svg
        aria-hidden="true"
        viewBox="0 0 20 20"
        className="size-5 fill-none stroke-2"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d="M2 13l4-5 4 3 8-8" className="stroke-ink" />
        <path d="M2 16.5l4-2 4 .5 8-4" className="stroke-accent" />
      </svg>
      Trading Twin
    </span>
  );
}
