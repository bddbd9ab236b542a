import type { Examination } from '@assay/datasets/schema'
import type { JobPayload, Services } from '@assay/services/core'
import { findUnexamined, keepExamination } from '@assay/services/dataset'
import { startChild } from '../child.ts'
import type { ExamineNews, ExamineOrder } from '../examine/messages.ts'

const childMemoryMb = 2_048

/** `dataset.examine`: looks through a version that has become ready, for a person to decide about. */
export const handleExamine =
  (services: Services) =>
  async (payload: JobPayload<'dataset.examine'>): Promise<void> => {
    const found = await findUnexamined(services, payload)
    if (!found) return
    let examination: Examination | null = null
    const child = startChild<ExamineOrder, ExamineNews>('examine-child', childMemoryMb, (news, settle) => {
      examination = news.examination
      settle()
    })
    child.send({ path: await services.store.localPath(found.parquetKey), profile: found.profile })
    await child.finished
    if (!examination) throw new Error('The examine child ended without an answer')
    await keepExamination(services, payload, examination)
  }
