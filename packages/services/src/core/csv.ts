import { sheetLine } from '@assay/datasets/csv'

/** RFC 4180, for spreadsheets. */
export const toCsv = (rows: (string | number)[][]): string => rows.map(sheetLine).join('')
