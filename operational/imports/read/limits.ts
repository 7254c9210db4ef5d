/** Bounds of a file that is read as a table; each with the reason for its value. */
export const LIMITS = {
  /** Lists have some dozens of columns; more is another kind of file. */
  columns: 200,
  /** Characters of one cell: a long note. */
  cell: 32_768,
  /** Characters of one row, which is held in memory. */
  row: 262_144,
  /** Bytes without a line end: no row is nearly as long. */
  line: 1024 * 1024,
  /** Rows of one file: three times the young people of the largest region. */
  rows: 200_000,
  /** Bytes that a workbook's parts may unpack to. */
  unpacked: 512 * 1024 * 1024,
} as const;
