import { setPriority } from 'node:os'
import { openLog, openStore } from '@assay/infra'
import { MlError } from '@assay/ml-core'
import { connectToParent } from './child.ts'
import { readEnv } from './env.ts'
import { openAnswerGroup } from './hosting/answer-group.ts'
import type { HeavyCall, HeavyNews } from './hosting/heavy-messages.ts'
import { openModelCache } from './hosting/model-cache.ts'
import { provideInstalledNets } from './pretrained.ts'

/** A picture takes milliseconds: so many, and another workspace may have its turn. */
const itemsPerTurn = 8
/** Where processors are short, the light models and the gateway go first. */
const niceness = 5

const env = readEnv(process.env)
const log = openLog('worker', env.LOG_LEVEL)
setPriority(niceness)
provideInstalledNets()
const cache = openModelCache(await openStore(env), (env.MODEL_MEMORY_MB * 1024 ** 2) / 2, log)
const answerGroup = openAnswerGroup(cache, itemsPerTurn)

const answer = async ({ id, text }: HeavyCall): Promise<HeavyNews> => {
  const holds = () => ({ id, models: cache.count(), bytes: cache.bytes() })
  try {
    const lines = await answerGroup(text)
    return { ...holds(), lines }
  } catch (error) {
    log.error({ err: error }, 'a group could not be predicted')
    const corrupt = error instanceof MlError && error.code === 'artifact_corrupt'
    return { ...holds(), failure: error instanceof Error ? error.message : 'failed', corrupt }
  }
}

setInterval(() => cache.putOutIdle(env.MODEL_IDLE_MINUTES * 60_000), 30_000).unref()

const parent = connectToParent<HeavyCall, HeavyNews>((call) => {
  void answer(call).then((news) => parent.send(news))
})
