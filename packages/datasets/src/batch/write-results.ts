import { quoteText } from '../duck.ts'
import { withReader } from '../reader.ts'

/** Writes files of JSON lines, in the order given, as one Parquet file with what their lines hold. */
export async function writeResults(input: { paths: readonly string[]; outputPath: string }): Promise<void> {
  const list = input.paths.map(quoteText).join(', ')
  await withReader((session) =>
    session.run(
      `copy (select * from read_json([${list}], format = 'newline_delimited', union_by_name = true,
          sample_size = -1, maximum_object_size = 33554432, convert_strings_to_integers = false) order by row)
        to ${quoteText(input.outputPath)} (format parquet)`,
    ),
  )
}
