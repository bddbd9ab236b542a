import { describeError } from '../lib/errors.ts'
import { Notice } from './notice.tsx'

/** Why the form was refused, in the server's words. */
export const FormError = ({ error }: { error: unknown }) =>
  error ? <Notice tone="bad">{describeError(error).message}</Notice> : null
