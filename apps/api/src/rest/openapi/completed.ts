import { errorCodes } from '@assay/services/errors'
import { answers } from '../errors.ts'
import { failures } from './parts.ts'

type Media = { schema: object; example?: unknown }
type Answer = { description: string; content?: Record<string, Media> }
type Parameter = { name: string; in: string; example?: unknown }
type Operation = { parameters?: Parameter[]; security?: unknown[]; responses: Record<string, Answer> }
type Paths = Record<string, Record<string, object>>

/** What the door itself refuses, before any verb is asked. */
const doorCodes: Record<string, string> = {
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'body_timeout',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  460: 'checksum_mismatch',
}
const codeOf = (status: string): string =>
  errorCodes.find((code) => answers[code].status === Number(status)) ?? doorCodes[status] ?? 'internal_error'

/** An error as each protocol shapes it, by the name of its schema. */
const errorExample = (schema: string, status: string, message: string): unknown => {
  const code = codeOf(status)
  const type = errorCodes.some((one) => one === code)
    ? answers[code as keyof typeof answers].type
    : 'invalid_request_error'
  if (schema === 'TextError') return { error: message }
  if (schema === 'OpenAiError') return { error: { message, type, param: null, code } }
  return { error: { type, code, message, param: null, request_id: 'req_01k…' } }
}

const withExample = (status: string, answer: Answer): Answer => {
  const media = answer.content?.['application/json']
  if (!media || media.example !== undefined || !('$ref' in media.schema)) return answer
  const name = String(media.schema.$ref).split('/').at(-1) ?? ''
  const [message = ''] = answer.description.split(/(?<=\.) |; /)
  const example = errorExample(name, status, message)
  return { ...answer, content: { 'application/json': { ...media, example } } }
}

const ids: Record<string, string> = { dataset: 'ds_01k…', version: 'mdv_01k…' }

const completedOperation = (operation: Operation): Operation => {
  const keyed = operation.security === undefined
  const responses = { ...(keyed && { 401: failures[401], 403: failures[403] }), ...operation.responses }
  return {
    ...operation,
    ...(operation.parameters && {
      parameters: operation.parameters.map((one) =>
        one.in === 'path' ? { description: `ID of the ${one.name}.`, example: ids[one.name], ...one } : one,
      ),
    }),
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, answer]) => [
        status,
        Number(status) < 400 ? answer : withExample(status, answer),
      ]),
    ),
  }
}

/** Adds to every error an example in its protocol's shape, to every keyed operation 401 and 403, and to path parameters what they are. */
export const completed = (paths: Paths): Paths =>
  Object.fromEntries(
    Object.entries(paths).map(([path, operations]) => [
      path,
      Object.fromEntries(
        Object.entries(operations).map(([method, operation]) => [
          method,
          // Written in this folder, each after the shape of an operation.
          completedOperation(operation as Operation),
        ]),
      ),
    ]),
  )
