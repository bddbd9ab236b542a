import { type DestinationStream, type Logger, pino } from 'pino'
import { maskSecrets } from './mask-secrets.ts'

export type Log = Logger

/** Structured lines on standard output; what could be a secret is cut out. */
export const openLog = (name: string, level: string, to?: DestinationStream): Log =>
  pino(
    {
      name,
      level,
      redact: {
        paths: [
          'req.headers.authorization',
          'req.headers.cookie',
          'headers.authorization',
          'headers.cookie',
          '*.password',
          '*.key',
          '*.token',
          '*.secret',
        ],
        censor: '[redacted]',
      },
      hooks: { streamWrite: maskSecrets },
    },
    to ?? pino.destination(1),
  )
