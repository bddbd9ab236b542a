import { z } from 'zod'

const resultSchema = z.object({
  type: z.string(),
  value: z.object({
    choices: z.array(z.string()).optional(),
    taxonomy: z.array(z.array(z.string())).optional(),
  }),
})
const taskSchema = z.object({
  data: z.record(z.string(), z.unknown()),
  annotations: z.array(
    z.object({
      was_cancelled: z.boolean().optional(),
      result: z.array(resultSchema.catch({ type: '', value: {} })),
    }),
  ),
})

/** Whether an item is a task as Label Studio exports it (format "JSON"). */
export function isLabelStudioTask(item: unknown): boolean {
  return taskSchema.safeParse(item).success
}

/**
 * The fields of a task's data, and what its last annotation that was not skipped chose. Null for a task that nobody
 * has labelled.
 */
export function rowOfTask(item: unknown): { data: Record<string, unknown>; choices: string[] } | null {
  const read = taskSchema.safeParse(item)
  if (!read.success) return null
  const annotation = read.data.annotations.findLast(({ was_cancelled }) => was_cancelled !== true)
  if (!annotation) return null
  const choices = annotation.result.flatMap(({ value }) => [
    ...(value.choices ?? []),
    ...(value.taxonomy ?? []).map((path) => path.join(' / ')),
  ])
  return choices.length === 0 ? null : { data: read.data.data, choices }
}
