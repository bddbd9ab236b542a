import { type Batches, openBatches } from './batches.ts'
import { toWire } from './inputs.ts'
import type {
  AnyDeployment,
  DeploymentDescription,
  Deployments,
  PredictionOf,
  PredictResponse,
} from './shapes.ts'
import { type StreamOptions, streamAnswers } from './stream.ts'
import { type CallOptions, openTransport, type Transport, type TransportOptions } from './transport.ts'

export type AssayOptions = TransportOptions

export type PredictOptions = CallOptions & {
  /** How many scores to return; all of them if left out. */
  topK?: number
  /** Whether to tell what in the input spoke for and against the label. */
  explain?: boolean
  /** Who of your users it is for, by an id of yours. */
  endUser?: string
}

export type Feedback<Label extends string = string> = {
  /** The id of a prediction. */
  prediction: string
  /** What would have been right. */
  label?: Label
  /** The same, where an answer has any number of labels; empty: none. */
  labels?: Label[]
  /** Whether the answer was right. */
  correct?: boolean
  comment?: string
  /** Who of your users says so, by an id of yours. */
  endUser?: string
}

const settingsOf = ({ topK, explain, endUser }: PredictOptions) => ({
  ...(topK === undefined ? {} : { top_k: topK }),
  ...(explain === undefined ? {} : { explain }),
  ...(endUser === undefined ? {} : { end_user: endUser }),
})

/** A client of one Assay server. Give it generated types to have inputs and labels checked: `new Assay<MyDeployments>(…)`. */
export class Assay<Known extends Deployments = AnyDeployment> {
  readonly #transport: Transport
  /** Work through files of any size: created here, done by the server. */
  readonly batches: Batches

  constructor(options: AssayOptions) {
    this.#transport = openTransport(options)
    this.batches = openBatches(this.#transport)
  }

  /** Classifies one input or up to 1,000. A call is answered and billed whole or not at all. */
  async predict<Id extends keyof Known & string>(
    deployment: Id,
    inputs: Known[Id]['input'] | readonly Known[Id]['input'][],
    options: PredictOptions = {},
  ): Promise<PredictResponse<Known[Id]>> {
    const several = Array.isArray(inputs)
    const list: readonly Known[Id]['input'][] = several ? inputs : [inputs]
    const wire = await Promise.all(list.map(toWire))
    return this.#transport.send(
      {
        method: 'POST',
        path: `/v1/predict/${encodeURIComponent(deployment)}`,
        body: { inputs: several ? wire : wire[0], ...settingsOf(options) },
      },
      options,
    )
  }

  /** The answers to any number of inputs, in their order; many calls, a few of them at the same time. */
  stream<Id extends keyof Known & string>(
    deployment: Id,
    inputs: Iterable<Known[Id]['input']> | AsyncIterable<Known[Id]['input']>,
    options: Omit<PredictOptions, 'idempotencyKey'> & StreamOptions = {},
  ): AsyncGenerator<PredictionOf<Known[Id]>, void, undefined> {
    const path = `/v1/predict/${encodeURIComponent(deployment)}`
    const call = async (chunk: unknown[], signal: AbortSignal): Promise<PredictionOf<Known[Id]>[]> => {
      const body = { inputs: chunk, ...settingsOf(options) }
      const { timeoutMs, maxRetries } = options
      const answer = await this.#transport.send<PredictResponse<Known[Id]>>(
        { method: 'POST', path, body },
        { signal, timeoutMs, maxRetries },
      )
      return answer.predictions
    }
    return streamAnswers(inputs, call, toWire, options)
  }

  /** What a deployment takes and answers. */
  describe(deployment: keyof Known & string, options: CallOptions = {}): Promise<DeploymentDescription> {
    const path = `/v1/deployments/${encodeURIComponent(deployment)}`
    return this.#transport.send({ method: 'GET', path }, options)
  }

  /** Tells what became of a prediction: what would have been right, or whether it was. */
  feedback(feedback: Feedback, options: CallOptions = {}): Promise<unknown> {
    const { prediction, endUser, ...said } = feedback
    const body = {
      prediction_id: prediction,
      ...said,
      ...(endUser === undefined ? {} : { end_user: endUser }),
    }
    return this.#transport.send({ method: 'POST', path: '/v1/feedback', body }, options)
  }
}
