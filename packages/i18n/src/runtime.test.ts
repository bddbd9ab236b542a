import { afterEach, expect, it } from 'vitest'
import { noun, said, t, useCatalogue, withCount } from './runtime.ts'

afterEach(() => useCatalogue({}))

it('says in English what has no translation', () => {
  expect(t('{count} left', { count: 3 })).toBe('3 left')
  expect(said('The file is empty.')).toBe('The file is empty.')
  expect(withCount('2', false, noun('row'), 'rows')).toBe('2 rows')
})

it('puts a count where the language has it', () => {
  useCatalogue({ '{count} dataset': '{count} 个数据集' })
  expect(withCount('2', false, noun('dataset'), 'datasets')).toBe('2 个数据集')
})

it('finds what the server said by its shape, and the values within', () => {
  useCatalogue({
    'The file is empty.': '文件是空的。',
    'Drop {rows} that are copied elsewhere': '删除在别处有副本的{rows}',
    '{count} row': '{count} 行',
    'The {name} plan includes {models}.': '{name} 套餐包含 {models}。',
  })
  expect(said('The file is empty.')).toBe('文件是空的。')
  expect(said('Drop 294 rows that are copied elsewhere')).toBe('删除在别处有副本的294 行')
  expect(said('The Pro plan includes 5 models.')).toBe('Pro 套餐包含 5 models。')
  expect(said('Something else entirely')).toBe('Something else entirely')
})

it('says a count with its verb and what follows', () => {
  useCatalogue({
    '{count} row': '{count} 行',
    hold: '包含',
    'that are': '',
    'tags of HTML': 'HTML 标签',
    '{sentence}.': '{sentence}。',
    'Drop {rows} copied elsewhere': '删除在别处有副本的 {rows}',
  })
  expect(said('1,382 rows hold tags of HTML.')).toBe('1,382 行包含HTML 标签。')
  expect(said('Drop 2 rows that are copied elsewhere')).toBe('删除在别处有副本的 2 行')
  expect(said('2 rows hold something else.')).toBe('2 rows hold something else.')
})

it('does not take a name for a text that is hardly more than values', () => {
  useCatalogue({ '{a} of {b}': '{b} 中的 {a}' })
  expect(said('Head of sales')).toBe('Head of sales')
})

it('takes the shape that says most by itself', () => {
  useCatalogue({
    'The price in {currency}': '{currency} 价格',
    'The price in {currency} differs in {plan}.': '{plan} 的 {currency} 价格不同。',
  })
  expect(said('The price in EUR differs in Pro.')).toBe('Pro 的 EUR 价格不同。')
  expect(said('The price in EUR')).toBe('EUR 价格')
})
