import { AssayError } from '@assay/services/errors'
import type { Door, Handler } from '../door.ts'
import { textFailure } from '../errors.ts'
import { tellMetadata, tellStatus } from './describe.ts'
import { type Asked, classify, predict } from './handlers.ts'

const modelPath = /^\/v1\/models\/([^/:]+)(?:\/versions\/([^/:]+))?(\/metadata|:predict|:classify|:regress)?$/

const refuseRegress: Handler['handle'] = async () => {
  throw new AssayError('invalid_request', 'Classifiers are hosted here: call :predict or :classify.')
}

const handlerOf = (step: string | undefined, asked: Asked): Handler => {
  switch (step) {
    case ':predict':
      return { method: 'POST', handle: (gateway, request, id) => predict(gateway, request, asked, id) }
    case ':classify':
      return { method: 'POST', handle: (gateway, request, id) => classify(gateway, request, asked, id) }
    case ':regress':
      return { method: 'POST', handle: refuseRegress }
    case '/metadata':
      return { method: 'GET', handle: (gateway, request) => tellMetadata(gateway, request, asked) }
    default:
      return { method: 'GET', handle: (gateway, request) => tellStatus(gateway, request, asked) }
  }
}

/** TensorFlow Serving over REST. */
export const tensorFlowServing: Door = {
  open: (path) => {
    const found = path.startsWith('/v1/models/') ? modelPath.exec(path) : null
    if (!found) return null
    const [, deployment = '', version, step] = found
    return handlerOf(step, { deployment, version })
  },
  fail: textFailure,
}
