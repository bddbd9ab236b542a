export type DatasetUnusableCode =
  | 'dataset_unusable'
  | 'file_empty'
  | 'file_not_text'
  | 'file_format_unknown'
  | 'encoding_unknown'
  | 'csv_unclosed_quote'
  | 'cell_too_large'
  | 'row_too_large'
  | 'json_too_deep'
  | 'column_unknown'
  | 'label_unknown'
  | 'labels_several'
  | 'manifest_unclear'
  | 'row_unknown'
  | 'too_many_columns'
  | 'too_many_rows'
  | 'too_much_sound'
  | 'zip_broken'
  | 'zip_encrypted'
  | 'zip_name_clash'
  | 'zip_nested'
  | 'zip_overlap'
  | 'zip_path'
  | 'zip_ratio'
  | 'zip_size_wrong'
  | 'zip_symlink'
  | 'zip_too_large'
  | 'zip_too_many_entries'

/**
 * The upload cannot become a dataset version. `message` is a sentence for the person who
 * uploaded it: it names the place and the remedy. `line` is the 1-based line of the upload, where there is one.
 */
export class DatasetUnusable extends Error {
  readonly code: DatasetUnusableCode
  readonly line: number | null

  constructor(code: DatasetUnusableCode, message: string, line: number | null = null) {
    super(message)
    this.name = 'DatasetUnusable'
    this.code = code
    this.line = line
  }
}
