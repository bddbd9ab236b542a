import { setPriority } from 'node:os'
import { examineVersion } from '@assay/datasets'
import { connectToParent } from './child.ts'
import { findDoubtedLabels } from './examine/label-errors.ts'
import type { ExamineNews, ExamineOrder } from './examine/messages.ts'

/** Nobody waits for it: training and predictions come first. */
const patient = 15

const run = async ({ path, profile }: ExamineOrder): Promise<void> => {
  setPriority(patient)
  const now = () => performance.now()
  const started = now()
  const examination = await examineVersion({ path, profile, now })
  const doubted = await findDoubtedLabels(path, profile)
  const findings = doubted ? [...examination.findings, doubted] : examination.findings
  parent.send({ type: 'done', examination: { ...examination, findings, seconds: (now() - started) / 1000 } })
  parent.close()
}

const parent = connectToParent<ExamineOrder, ExamineNews>((order) => {
  run(order).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
