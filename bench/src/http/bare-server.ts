import { createServer } from 'node:http'

/** What Node alone can do: reads a JSON body and answers a constant; no model, no key, no metering. */
const answer = JSON.stringify({ scores: [{ label: 'a', score: 0.9 }] })
createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => {
    text += chunk
  })
  request.on('end', () => {
    if (request.method === 'POST') JSON.parse(text)
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length })
    response.end(answer)
  })
}).listen(Number(process.argv[2]), '127.0.0.1')
