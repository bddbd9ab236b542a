import { wallNow } from '../engine/calendar.ts'
import {
  answerDispute,
  closeDispute,
  type EvidenceField,
  evidenceFields,
  requireUnanswered,
} from '../engine/dispute.ts'
import { type Api, present } from '../engine/present.ts'
import type { Work } from '../engine/work.ts'
import { listPage } from '../http/list.ts'
import { mergeMetadata, type Params } from '../http/params.ts'
import { type Call, get, post, type Route } from '../http/route.ts'
import type { Dispute } from '../model-payments.ts'

const url = '/v1/disputes'

function readEvidence(params: Params): Partial<Record<EvidenceField, string | null>> | null {
  const evidence = params.object('evidence')
  if (evidence === undefined) return null
  evidence.accept('appeal', 'enhanced_evidence')
  const given = evidenceFields.filter((name) => evidence.has(name))
  return Object.fromEntries(given.map((name) => [name, evidence.clearable(name) ?? null]))
}

async function timeOf(work: Work, { charge }: Dispute): Promise<number> {
  const { customer } = await work.get('charge', charge)
  if (customer === null) return wallNow()
  const payer = await work.find('customer', customer)
  return await work.clockTime(payer?.test_clock ?? null)
}

async function update({ work, params, id }: Call): Promise<Api> {
  const before = await work.get('dispute', id)
  params.accept('intended_submission_method')
  const answer = {
    evidence: readEvidence(params),
    submit: params.bool('submit') ?? true,
    metadata: mergeMetadata(before.metadata, params.metadata()),
  }
  return await present(work, await answerDispute(work, before, answer, await timeOf(work, before)))
}

async function close({ work, id }: Call): Promise<Api> {
  const before = await work.get('dispute', id)
  requireUnanswered(before)
  return await present(work, await closeDispute(work, before, 'lost', await timeOf(work, before)))
}

export const disputeRoutes: Route[] = [
  get(url, (call) => {
    const { params } = call
    return listPage(call, 'dispute', url, {
      charge: params.text('charge'),
      payment_intent: params.text('payment_intent'),
    })
  }),
  get(`${url}/:id`, async ({ work, id }) => await present(work, await work.get('dispute', id))),
  post(`${url}/:id`, update),
  post(`${url}/:id/close`, close),
]
