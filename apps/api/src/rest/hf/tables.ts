import type { IncomingMessage } from 'node:http'
import type { ServedVersion } from '@assay/services/deployment'
import { AssayError } from '@assay/services/errors'
import type { Caller, Gateway } from '../../gateway/index.ts'
import type { LaneAnswer } from '../../gateway/lane.ts'
import { readAnswer } from '../answer.ts'
import { asRecord, readJson, refuseUnknownFields } from '../read-json.ts'
import { refuseLarge } from '../refuse-large.ts'
import { readTextRows, rowsOfColumns } from '../table-columns.ts'
import { readIdempotency } from '../v1/predict/handler.ts'

const fields = new Set(['inputs', 'table', 'parameters', 'options'])

/**
 * The columns by name, and whether labels are answered by name. The JavaScript client sends
 * `{"inputs":{"data":{…}}}` and takes numbers alone; the Python client sends `{"table":{…}}` and takes texts.
 */
const readColumns = (
  body: Record<string, unknown>,
): { columns: Record<string, unknown>; byName: boolean } => {
  const table = asRecord(body['table'])
  if (table) return { columns: asRecord(table['data']) ?? table, byName: true }
  const inputs = asRecord(body['inputs'])
  const data = asRecord(inputs?.['data'])
  if (data) return { columns: data, byName: false }
  throw new AssayError(
    'input_type',
    'This deployment takes table rows: send {"inputs":{"data":{"column":["value",…]}}} or {"table":{"column":["value",…]}}.',
    { param: 'inputs' },
  )
}

/**
 * Hugging Face tabular classification: a label's place in the model's order per row, or its name; a withheld answer
 * is −1, or an empty text.
 */
export const handleTable = async (
  gateway: Gateway,
  request: IncomingMessage,
  { caller, target }: { caller: Caller; target: ServedVersion },
  requestId: string,
): Promise<LaneAnswer> => {
  const { text, value } = await readJson(request)
  const body = asRecord(value)
  if (!body) throw new AssayError('invalid_request', 'The body must be an object.')
  refuseUnknownFields(body, fields)
  const { columns, byName } = readColumns(body)
  const param = byName ? 'table' : 'inputs.data'
  const rows = readTextRows(rowsOfColumns(columns, param), target.columns)
  refuseLarge(rows.length, param)
  return gateway.predict(
    caller,
    target,
    {
      requestId,
      items: rows.map((input) => ({ input })),
      compose: (lines, served) => {
        const labels = lines.map((line) => readAnswer(line).label)
        return JSON.stringify(
          labels.map((label) =>
            byName ? (label ?? '') : label === null ? -1 : served.labels.indexOf(label),
          ),
        )
      },
    },
    readIdempotency(request, `hf/${target.deploymentId}`, text),
  )
}
