interface FilterChipProps {
  /** What the list is narrowed down to. */
  words: string;
  onRemove: () => void;
}

/** One part of a filter that came with the address, with a way to take it out. */
export function FilterChip({ words, onRemove }: FilterChipProps) {
  return (
    <button
      type="button"
      onClick={onRemove}
      className="inline-flex min-h-7 items-center gap-1.5 rounded-md bg-accent-wash px-2 text-sm text-accent hover:brightness-95"
    >
      {words} <span aria-hidden="true">✕</span>
      <span className="sr-only">: take this filter out</span>
    </button>
  );
}
