'use client';
import { useState } from 'react';
import { Button } from '../Button.tsx';
import { QuietLink } from '../QuietLink.tsx';
import { Cell, Table } from '../table.tsx';
import type { ChartRow } from './chartRow.ts';

/** Rows that are drawn at first and added by each press: a long history must not fill the page. */
const STEP = 60;

/** The data of a chart as a table, newest first. */
export function ChartTable(props: { label: string; columns: readonly string[]; rows: readonly ChartRow[] }) {
  const { label, columns, rows } = props;
  const [shown, setShown] = useState(STEP);
  const newestFirst = rows.toReversed();
  return (
    <>
      <Table
        label={`${label}, as a table`}
        head={columns}
        numeric={columns.map((_, column) => column).slice(1)}
      >
        {newestFirst.slice(0, shown).map((row) => (
          <tr key={row.key}>
            <Cell>
              <span className="whitespace-nowrap">
                {row.href ? (
                  <QuietLink href={row.href} className="hover:underline">
                    {row.name}
                  </QuietLink>
                ) : (
                  row.name
                )}
              </span>
            </Cell>
            {row.texts.map((text, column) => (
              <Cell key={columns[column + 1]} isNumeric>
                {text}
              </Cell>
            ))}
          </tr>
        ))}
      </Table>
      {rows.length > shown && (
        <Button look="quiet" onClick={() => setShown(shown + STEP)}>
          Show {Math.min(STEP, rows.length - shown)} older of {rows.length}
        </Button>
      )}
    </>
  );
}
