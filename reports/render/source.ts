import { isDay } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import { type Cell, isSymbol, type Result, type ResultColumn, type Row } from '../result.ts';

/** A result whose rows may also come one by one, so that a million of them never stand in memory together. */
export type Source = Omit<Result, 'rows'> & { rows: Iterable<Row> | AsyncIterable<Row> };

/** The rows of a source in order, each checked against its columns and the stamp's count. Throws `CasehouseError`. */
export async function* checkedRows(source: Source): AsyncGenerator<Row> {
  let count = 0;
  for await (const row of source.rows) {
    if (row.length !== source.columns.length) {
      throw unfit(
        `Row ${count + 1} has ${row.length} cells; the result has ${source.columns.length} columns.`,
      );
    }
    source.columns.forEach((column, i) => {
      if (!fits(column, row[i]!)) {
        throw unfit(`Row ${count + 1}, ${column.label}: ${JSON.stringify(row[i])} is not a ${column.type}.`);
      }
    });
    count++;
    yield row;
  }
  if (count !== source.stamp.rowCount) {
    throw unfit(`The stamp says ${source.stamp.rowCount} rows and the result has ${count}.`);
  }
}

/** Whether a cell may stand in a column of this type; no value and symbols may stand anywhere. */
export function fits(column: Pick<ResultColumn, 'type'>, cell: Cell): boolean {
  if (cell === null || isSymbol(cell)) return true;
  switch (column.type) {
    case 'text':
    case 'code':
      return typeof cell === 'string';
    case 'date':
    case 'month':
      return typeof cell === 'string' && isDay(cell);
    case 'instant':
      return typeof cell === 'string' && isInstant(cell);
    case 'count':
      return typeof cell === 'number' && Number.isInteger(cell);
    case 'number':
    case 'percent':
    case 'days':
      return typeof cell === 'number' && Number.isFinite(cell);
    case 'flag':
      return typeof cell === 'boolean';
  }
}

/** Columns that hold numbers stand on the right. */
export const isNumeric = (column: Pick<ResultColumn, 'type'>): boolean =>
  column.type === 'count' || column.type === 'number' || column.type === 'percent' || column.type === 'days';

const isInstant = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?Z$/.test(text) && isDay(text.slice(0, 10));

/** The error of a result that does not fit what it says of itself; nothing is written then. */
export function unfit(message: string): CasehouseError {
  return new CasehouseError('result-unfit', `The result can't be written to a file. ${message}`, {
    status: 500,
    next: 'Nothing was written. Correct the report so that its columns hold what its header says.',
  });
}
