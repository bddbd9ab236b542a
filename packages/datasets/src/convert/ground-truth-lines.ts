import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { annotationOf } from '../manifest/ground-truth.ts'
import { isRecord } from '../manifest/read-records.ts'

/** The first line of an augmented manifest of texts, as Amazon Comprehend and SageMaker Ground Truth write it. */
export function isAugmentedManifest(firstLine: string): boolean {
  const values = parse(firstLine)
  return isRecord(values) && typeof values['source'] === 'string' && annotationOf(values) !== null
}

/**
 * An augmented manifest as lines of `text` and `label`. A line that is none goes on as it is, so that the reader names
 * it; one without an annotation is a row without a label.
 */
export async function augmentedLines(
  sourcePath: string,
  signal?: AbortSignal,
): Promise<() => AsyncGenerator<string>> {
  const read = () => {
    const input = createReadStream(sourcePath, { encoding: 'utf8', ...(signal && { signal }) })
    return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  }
  let several = false
  for await (const line of read()) {
    const values = parse(line)
    several ||= isRecord(values) && annotationOf(values)?.several === true
  }
  return async function* () {
    for await (const line of read()) {
      const values = parse(line)
      if (!isRecord(values) || typeof values['source'] !== 'string') {
        yield line
        continue
      }
      const labels = annotationOf(values)?.labels ?? []
      yield JSON.stringify({ text: values['source'], label: several ? labels : (labels[0] ?? null) })
    }
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
