import { expect, test } from 'vitest'
import { readPredictQuery } from './request.ts'

test('the settings of a call with a file stand in its address', () => {
  expect(readPredictQuery('')).toEqual({ topK: undefined, explain: false, endUserId: null })
  expect(readPredictQuery('?top_k=3&explain=true')).toEqual({ topK: 3, explain: true, endUserId: null })
  expect(readPredictQuery('?explain=false')).toEqual({ topK: undefined, explain: false, endUserId: null })
})

test.each([
  ['?top_k=0', 'top_k'],
  ['?top_k=1.5', 'top_k'],
  ['?top_k=', 'top_k'],
  ['?explain=yes', 'explain'],
  ['?topk=3', 'topk'],
])('%s is refused by the name of what is wrong', (query, param) => {
  expect(() => readPredictQuery(query)).toThrow(expect.objectContaining({ code: 'invalid_request', param }))
})
