/** Room for the values of an axis, left of what they measure. */
export const AXIS_PX = 44;

/** A horizontal line with its value: the only ink besides the data. */
export function ValueLine({ y, width, text }: { y: number; width: number; text: string }) {
  return (
    <>
      <line x1={0} x2={width} y1={y} y2={y} className="stroke-line" />
      <text x={0} y={y - 3} className="fill-muted text-2xs">
        {text}
      </text>
    </>
  );
}

interface PlaceTextProps {
  x: number;
  y: number;
  width: number;
  text: string;
}

/** The name of a place under the drawing, kept inside it at both ends. */
export function PlaceText({ x, y, width, text }: PlaceTextProps) {
  const anchor = x < 40 ? 'start' : x > width - 40 ? 'end' : 'middle';
  return (
    <text x={x} y={y} textAnchor={anchor} className="fill-muted text-2xs">
      {text}
    </text>
  );
}

/** Where the cursor stands. */
export function CursorLine({ x, height }: { x: number; height: number }) {
  return <line x1={x} x2={x} y1={0} y2={height} className="stroke-edge" strokeDasharray="2 3" />;
}
