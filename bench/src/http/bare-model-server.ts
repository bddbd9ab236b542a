import { createServer } from 'node:http'
import { dirname } from 'node:path'
import { makeClassifier } from '@assay/ml-core'
import { trainingConfigSchema } from '@assay/ml-core/schema'
import { readSet } from '../ml/read-set.ts'

/** Our own model behind the barest server of Node, in one process: no key, no limit, no metering. */
const [train, port] = process.argv.slice(2)
if (train === undefined) throw new Error('Give the file of the training rows and a port.')
const { labels, train: examples } = readSet(dirname(train))
const classifier = makeClassifier('sparse-linear', trainingConfigSchema.parse({}))
await classifier.fit(examples, { labels, now: () => performance.now() })
const noLabels = new Int32Array(1)

const predict = async (text: string): Promise<string> => {
  const probabilities = await classifier.predictProba({ kind: 'text', texts: [text], labels: noLabels })
  const top = Array.from(probabilities, (score, k) => ({ label: labels[k], score }))
    .sort((a, b) => b.score - a.score)
    .slice(0, 3)
  return JSON.stringify({ scores: top })
}

createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => {
    text += chunk
  })
  request.on('end', async () => {
    const answer =
      request.method === 'POST' ? await predict((JSON.parse(text) as { inputs: string }).inputs) : '{}'
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(answer),
    })
    response.end(answer)
  })
}).listen(Number(port), '127.0.0.1')
