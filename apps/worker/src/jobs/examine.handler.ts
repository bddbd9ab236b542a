import type { Examination } from '@assay/datasets/schema'
import type { JobPayload, Services } from '@assay/services/core'
import { findUnexamined, keepExamination } from '@assay/services/dataset'
import { startChild } from '../child.ts'
import type { ExamineNews, ExamineOrder } from '../examine/messages.ts'

const childMemoryMb = 2_048

const runChild = async (order: ExamineOrder): Promise<Examination> => {
  let examination: Examination | null = null
  const child = startChild<ExamineOrder, ExamineNews>('examine-child', childMemoryMb, (news, settle) => {
    examination = news.examination
    settle()
  })
  child.send(order)
  await child.finished
  if (!examination) throw new Error('The examine child ended without an answer')
  return examination
}

/** `dataset.examine`: looks through a version that has become ready, for a person to decide about. */
export const handleExamine =
  (services: Services) =>
  async (payload: JobPayload<'dataset.examine'>, run: { lastAttempt: boolean }): Promise<void> => {
    const found = await findUnexamined(services, payload)
    if (!found) return
    try {
      const path = await services.store.localPath(found.parquetKey)
      await keepExamination(services, payload, await runChild({ path, profile: found.profile }))
    } catch (error) {
      // Or a person would be told for ever that somebody is looking.
      if (run.lastAttempt)
        await keepExamination(services, payload, { findings: [], rowsExamined: 0, seconds: 0, failed: true })
      throw error
    }
  }
