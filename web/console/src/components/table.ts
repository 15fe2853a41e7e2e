// Columns of a DataTable, and its order.
export interface Column<T> {
  id: string;
  title: string;
  unit?: string;
  /** The long name of an abbreviation. */
  hint?: string;
  align: 'left' | 'right';
  /** Width [rem]. */
  width: number;
  /** What the order goes by. Missing values are always last. */
  value: (row: T) => number | string | null | undefined;
  text: (row: T) => string;
  /** The page draws the cell. */
  custom?: boolean;
  sortable?: boolean;
}

export interface Sort {
  id: string;
  descending: boolean;
}

const names = new Intl.Collator('en', { numeric: true });

/** A sorted copy; equal rows keep their order. */
export function sortRows<T>(rows: readonly T[], column: Column<T> | null, descending: boolean): T[] {
  if (!column) return [...rows];
  const missing = (value: unknown) => value === null || value === undefined || Number.isNaN(value);
  const keyed = rows.map((row) => ({ row, value: column.value(row) }));
  keyed.sort((a, b) => {
    if (missing(a.value) || missing(b.value)) return Number(missing(a.value)) - Number(missing(b.value));
    const order = typeof a.value === 'number' && typeof b.value === 'number' ? a.value - b.value : names.compare(String(a.value), String(b.value));
    return descending ? -order : order;
  });
  return keyed.map((entry) => entry.row);
}
