/** As high as the prices that come in its place. */
export function ChartPlaceholder() {
  return (
    <div role="status" className="h-96 animate-breathe rounded-md bg-line/50">
      <span className="sr-only">Loading the prices</span>
    </div>
  );
}
