/** One place of a chart: what is drawn there is also what its row of the table says. */
export interface ChartRow {
  key: string;
  /** First column and the words of the cursor: `2025-03-01`. */
  name: string;
  /** One value per column, written out exactly. */
  texts: readonly string[];
  /** Where the fills behind it are. */
  href?: string;
}
