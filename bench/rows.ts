/** A line of what the benchmarks print. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: 'ms' | '×' | 'MB';
  /** What the value should not be above; with `atLeast`, not below. */
  readonly aim?: number;
  readonly atLeast?: boolean;
  /** What it is measured against. */
  readonly against?: string;
}

export function print(rows: readonly Row[]): void {
  const shown = rows.map(({ what, value, unit, aim, atLeast, against }) => [
    what,
    `${value.toFixed(value < 10 ? 2 : unit === '×' ? 1 : 0)} ${unit}`,
    aim === undefined ? '' : `${aim} ${unit}`,
    aim === undefined ? '' : (atLeast ? value >= aim : value <= aim) ? 'met' : 'MISSED',
    against ?? '',
  ]);
  const table = [['', 'value', 'aim', '', ''], ...shown];
  const widths = [0, 1, 2, 3].map(column => Math.max(...table.map(row => row[column]!.length)));
  for (const row of table) {
    console.log(
      row
        .map((cell, column) => (column === 1 || column === 2 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    );
  }
}
