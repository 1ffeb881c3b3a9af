/** A short piece of a line, with the name of what the line shows. */
export function LegendLine({ look, dash, name }: { look: string; dash?: string; name: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <svg aria-hidden="true" viewBox="0 0 20 4" className="h-1 w-5">
        <line x1="0" x2="20" y1="2" y2="2" className={`stroke-2 ${look}`} strokeDasharray={dash} />
      </svg>
      {name}
    </span>
  );
}
