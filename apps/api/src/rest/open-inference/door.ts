import type { IncomingMessage } from 'node:http'
import type { Gateway } from '../../gateway/index.ts'
import type { Door, Handler } from '../door.ts'
import { textFailure } from '../errors.ts'
import { readProof } from '../proof.ts'
import { versionOf } from '../served-version.ts'
import { infer } from './infer.ts'
import { inputTensors, outputTensors } from './tensors.ts'

type Asked = { deployment: string; version: string | undefined }

const admit = async (gateway: Gateway, request: IncomingMessage, { deployment, version }: Asked) => {
  const admitted = await gateway.admit(readProof(request), deployment)
  return { ...admitted, target: versionOf(admitted, version) }
}

const describe = async (gateway: Gateway, request: IncomingMessage, asked: Asked): Promise<string> => {
  const { deployment, target } = await admit(gateway, request, asked)
  return JSON.stringify({
    name: target.deploymentId,
    versions: [deployment, deployment.canary].flatMap((one) => (one ? String(one.versionNumber) : [])),
    platform: 'assay',
    inputs: inputTensors(target),
    outputs: outputTensors(target),
  })
}

const tellReady = async (gateway: Gateway, request: IncomingMessage, asked: Asked): Promise<string> => {
  const { target } = await admit(gateway, request, asked)
  return JSON.stringify({ name: target.deploymentId, ready: true })
}

const modelPath = /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?(\/ready|\/infer)?$/

/** The models of the Open Inference Protocol v2 over REST, as KServe and Triton speak it. */
export const openInference: Door = {
  open: (path): Handler | null => {
    const found = path.startsWith('/v2/models/') ? modelPath.exec(path) : null
    if (!found) return null
    const [, deployment = '', version, step] = found
    const asked = { deployment, version }
    if (step === '/infer')
      return { method: 'POST', handle: (gateway, request, id) => infer(gateway, request, asked, id) }
    const tell = step === '/ready' ? tellReady : describe
    return { method: 'GET', handle: (gateway, request) => tell(gateway, request, asked) }
  },
  fail: textFailure,
}
