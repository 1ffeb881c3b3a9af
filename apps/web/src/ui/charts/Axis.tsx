import { spreadPlaces } from './scale.ts';

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

/** Width of a letter of the small text, taken rather too wide. */
const LETTER_PX = 7;
/** Between two names beside one another. */
const GAP_PX = 8;

interface PlaceTextProps {
  x: number;
  y: number;
  width: number;
  text: string;
}

/** The name of a place under the drawing with a tick at the place; near an end the name moves inwards. */
export function PlaceText({ x, y, width, text }: PlaceTextProps) {
  return (
    <>
      <line x1={x} x2={x} y1={y - 14} y2={y - 10} className="stroke-edge" />
      <text {...placement(x, text, width)} y={y} className="fill-muted text-2xs">
        {text}
      </text>
    </>
  );
}

interface PlaceNamesProps {
  names: readonly string[];
  /** Where a place stands. */
  at: (place: number) => number;
  y: number;
  width: number;
}

/** Names of places spread over the line, the first and the last among them: as many as have room, up to six. */
export function PlaceNames({ names, at, y, width }: PlaceNamesProps) {
  const places = fittingPlaces(names, at, width);
  return places.map((place) => (
    <PlaceText key={place} x={at(place)} y={y} width={width} text={names[place] ?? ''} />
  ));
}

function fittingPlaces(names: readonly string[], at: (place: number) => number, width: number): number[] {
  const spreads = [6, 5, 4, 3, 2].map((count) => spreadPlaces(names.length, count));
  const fits = (places: readonly number[]) => {
    const spans = places.map((place) => textSpan(at(place), names[place] ?? '', width));
    return spans.slice(1).every(({ from }, before) => from >= (spans[before]?.to ?? 0) + GAP_PX);
  };
  return spreads.find(fits) ?? spreadPlaces(names.length, 1);
}

function textSpan(x: number, text: string, width: number) {
  const { x: begin, textAnchor } = placement(x, text, width);
  const length = text.length * LETTER_PX;
  const from = begin - { start: 0, middle: length / 2, end: length }[textAnchor];
  return { from, to: from + length };
}

/** Under its place; near an end of the drawing as close to the place as that end allows. */
function placement(x: number, text: string, width: number) {
  const half = (text.length * LETTER_PX) / 2;
  if (x < half) return { x: 0, textAnchor: 'start' } as const;
  if (x > width - half) return { x: width, textAnchor: 'end' } as const;
  return { x, textAnchor: 'middle' } as const;
}

/** Where the cursor stands. */
export function CursorLine({ x, height }: { x: number; height: number }) {
  return <line x1={x} x2={x} y1={0} y2={height} className="stroke-edge" strokeDasharray="2 3" />;
}
