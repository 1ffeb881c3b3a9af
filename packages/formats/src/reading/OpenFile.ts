import type { ColumnMapping } from '../row.ts';
import type { NumberStyle } from '../values/amount.ts';
import type { DateOrder } from '../values/wallTime.ts';
import type { Header } from './Header.ts';

/** What holds for every row of the file being read. */
export interface OpenFile {
  name: string;
  header: Header;
  delimiter: string;
  numberStyle: NumberStyle;
  /** How wall times are read: stated by the file or format, else given by the caller, else the format's default. */
  zone: string;
  /** False where neither the file nor the caller named the zone. */
  isZoneKnown: boolean;
  /** Given by the caller for files whose dates can be read in two ways. */
  dateOrder: DateOrder | null;
  mapping: ColumnMapping | null;
}
