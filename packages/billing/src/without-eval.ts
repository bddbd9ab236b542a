import { config } from 'zod'

// Pages allow no code that is made from text. Said before the first schema is built: each asks at that moment whether
// it may make some, and the browser reports the question.
config({ jitless: true })
