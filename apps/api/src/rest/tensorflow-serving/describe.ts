import type { IncomingMessage } from 'node:http'
import type { ServedVersion } from '@assay/services/deployment'
import type { Gateway } from '../../gateway/index.ts'
import { readProof } from '../proof.ts'
import { versionOf } from '../served-version.ts'
import type { Asked } from './handlers.ts'

const admit = async (gateway: Gateway, request: IncomingMessage, { deployment, version }: Asked) =>
  versionOf(await gateway.admit(readProof(request), deployment), version)

/** `GET /v1/models/{deployment}[/versions/{version}]` */
export const tellStatus = async (
  gateway: Gateway,
  request: IncomingMessage,
  asked: Asked,
): Promise<string> => {
  const { versionNumber } = await admit(gateway, request, asked)
  const status = { error_code: 'OK', error_message: '' }
  return JSON.stringify({
    model_version_status: [{ version: String(versionNumber), state: 'AVAILABLE', status }],
  })
}

const dtypes = { number: 'DT_DOUBLE', boolean: 'DT_BOOL', category: 'DT_STRING', date: 'DT_STRING' } as const

const tensor = (name: string, dtype: string, sizes: number[]) => ({
  dtype,
  tensor_shape: {
    dim: sizes.map((size) => ({ size: String(size), name: '' })),
    unknown_rank: false,
  },
  name: `${name}:0`,
})

const inputsOf = ({ kind, columns }: ServedVersion): [string, object][] =>
  kind === 'table'
    ? columns.map(({ name, type }) => [name, tensor(name, dtypes[type], [-1])])
    : [[kind, tensor(kind, 'DT_STRING', [-1])]]

/** `GET /v1/models/{deployment}[/versions/{version}]/metadata` */
export const tellMetadata = async (
  gateway: Gateway,
  request: IncomingMessage,
  asked: Asked,
): Promise<string> => {
  const target = await admit(gateway, request, asked)
  const classes = target.labels.length
  return JSON.stringify({
    model_spec: { name: target.deploymentId, signature_name: '', version: String(target.versionNumber) },
    metadata: {
      signature_def: {
        signature_def: {
          serving_default: {
            inputs: Object.fromEntries(inputsOf(target)),
            outputs: {
              label: tensor('label', 'DT_STRING', [-1]),
              score: tensor('score', 'DT_DOUBLE', [-1]),
              probabilities: tensor('probabilities', 'DT_DOUBLE', [-1, classes]),
              classes: tensor('classes', 'DT_STRING', [-1, classes]),
            },
            method_name: 'tensorflow/serving/predict',
          },
        },
      },
    },
  })
}
