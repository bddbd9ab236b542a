import { type Logger, pino } from 'pino'

export type Log = Logger

/** Structured lines on standard output; what could be a secret is cut out. */
export const openLog = (name: string, level: string): Log =>
  pino({
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
  })
