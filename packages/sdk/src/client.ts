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
  /** Number of scores to return; all if omitted. */
  topK?: number
  /** Whether to return what in the input counted for and against the label. */
  explain?: boolean
  /** Your own ID of the end user the call is for. */
  endUser?: string
}

export type Feedback<Label extends string = string> = {
  /** The ID of a prediction. */
  prediction: string
  /** The correct label. */
  label?: Label
  /** The correct labels, for multi-label models; empty if none applies. */
  labels?: Label[]
  /** Whether the prediction was correct. */
  correct?: boolean
  comment?: string
  /** Your own ID of the end user who gave the feedback. */
  endUser?: string
}

const settingsOf = ({ topK, explain, endUser }: PredictOptions) => ({
  ...(topK === undefined ? {} : { top_k: topK }),
  ...(explain === undefined ? {} : { explain }),
  ...(endUser === undefined ? {} : { end_user: endUser }),
})

/** A client for an Assay server. Pass generated types to check inputs and labels: `new Assay<MyDeployments>(…)`. */
export class Assay<Known extends Deployments = AnyDeployment> {
  readonly #transport: Transport
  /** Batches run files of any size on the server. */
  readonly batches: Batches

  constructor(options: AssayOptions) {
    this.#transport = openTransport(options)
    this.batches = openBatches(this.#transport)
  }

  /** Classifies one input or up to 1,000. A call is answered and billed as a whole or not at all. */
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

  /** Predictions for any number of inputs, in input order, using a few concurrent calls. */
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

  /** Describes the inputs and labels of a deployment. */
  describe(deployment: keyof Known & string, options: CallOptions = {}): Promise<DeploymentDescription> {
    const path = `/v1/deployments/${encodeURIComponent(deployment)}`
    return this.#transport.send({ method: 'GET', path }, options)
  }

  /** Sends feedback on a prediction: the correct label, or whether the prediction was correct. */
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
