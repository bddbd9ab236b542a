import { quoteText, type Session, toNumber } from '../duck.ts'

const groupBytes = 8 << 20

/** How many rows like those of a version belong into one row group. */
export async function groupRowsLike(session: Session, path: string): Promise<number> {
  const [size = []] = await session.rows(
    `select coalesce(max(row_bytes), 0) from (
      select sum(total_uncompressed_size) / greatest(any_value(row_group_num_rows), 1) as row_bytes
      from parquet_metadata(${quoteText(path)}) group by row_group_id)`,
  )
  return Math.max(2048, Math.min(61_440, Math.floor(groupBytes / (toNumber(size[0]) + 32))))
}
