'use client';
import { useUrlState } from '../../stores/urlState.ts';
import { Popover } from '../../ui/Popover.tsx';
import { nameColumns, readColumns, TRADE_COLUMNS } from './columns.tsx';

/** Which columns the list has; the choice is part of the address. */
export function ColumnMenu() {
  const url = useUrlState();
  const chosen = readColumns(url.get('columns'));
  const toggle = (id: string) =>
    url.change((get) => {
      const shown = readColumns(get('columns'));
      const next = TRADE_COLUMNS.filter(
        (column) => shown.some((one) => one.id === column.id) !== (column.id === id),
      );
      return { columns: nameColumns(next) };
    }, 'replace');
  return (
    <Popover label="Columns">
      <fieldset className="grid grid-cols-2 gap-1">
        <legend className="sr-only">Columns</legend>
        {TRADE_COLUMNS.map(({ id, title }) => (
          <label key={id} className="flex items-center gap-2">
            <input
              type="checkbox"
              checked={chosen.some((column) => column.id === id)}
              disabled={id === 'time'}
              onChange={() => toggle(id)}
              className="accent-accent"
            />
            {title}
          </label>
        ))}
      </fieldset>
      <p className="pt-2 text-xs text-muted">Where there is no room, the last ones are left out.</p>
    </Popover>
  );
}
