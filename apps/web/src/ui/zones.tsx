import { readZone } from '@twin/shared/primitives/zone';

/** Whether a whole zone was typed: `UTC`, an offset such as `+05:30`, or an IANA name. */
export function isKnownZone(zone: string): boolean {
  return readZone(zone) !== null;
}

/** Suggestions for a field that asks for a zone; refer to it by `list`. */
export function ZoneList({ id }: { id: string }) {
  return (
    <datalist id={id}>
      <option value="UTC" />
      {Intl.supportedValuesOf('timeZone').map((zone) => (
        <option key={zone} value={zone} />
      ))}
    </datalist>
  );
}
