import { DoorError } from './errors.ts'

export const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

/** What a door beside tRPC said was wrong, in its own words. */
export function readError(body: unknown, status: number): DoorError {
  const error = field(body, 'error')
  const code = field(error, 'code')
  const message = field(error, 'message')
  return new DoorError(
    typeof code === 'string' ? code : status >= 500 ? 'overloaded' : 'unknown',
    typeof message === 'string' ? message : `The server returned ${status}.`,
  )
}
