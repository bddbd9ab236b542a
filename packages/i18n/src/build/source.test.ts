import { transform } from 'esbuild'
import { createElement, Fragment } from 'react'
import { expect, it } from 'vitest'
import { noun, t, tx, useCatalogue } from '../runtime.ts'
import { findTexts, translate } from './source.ts'

const textsOf = (code: string, file = 'page.tsx') => findTexts(code, file).map(({ text }) => text)

it('takes a sentence with its values and elements as one text', () => {
  expect(
    textsOf(`
      const page = (
        <p>
          The model says <strong>{label}</strong> (
          {formatPercent(score)}).{' '}
          <Button>Take it <kbd>Enter</kbd></Button>
        </p>
      )`),
  ).toEqual(['Take it {enter}', 'The model says {label} ({score}).'])
})

it('leaves an icon or a badge beside a text out of it', () => {
  expect(textsOf('const b = <Button>\n<Undo2 />\nTake back\n</Button>')).toEqual(['Take back'])
  expect(textsOf('const b = <p>\n{open && <Badge />}\nSaved\n</p>')).toEqual(['Saved'])
})

it('finds attributes, sentences in templates and the nouns of counts, and leaves code alone', () => {
  expect(
    textsOf(`
      const ways = [{ value: 'refund', label: 'back to the card' }, { key: 'Enter' }] as const
      const line = \`Train \${name} on \${plural(rows, 'row')}\`
      const view = (
        <Field label="Amount" className="grid gap-3 text-soft" data-testid="Amount field">
          {state === 'Ready' ? 'all is ready' : cn('flex Items-center')}
          <code>npm install</code>
        </Field>
      )`),
  ).toEqual(['back to the card', 'Train {name} on {row}', '{count} row', 'Amount', 'all is ready'])
})

it('finds what stands in where a part is not given', () => {
  expect(
    textsOf("const Close = ({ action = 'Close it', className = 'Grid gap' }) => <Button>{action}</Button>"),
  ).toEqual(['Close it'])
})

it('takes a word for text, or leaves it out, as a comment says', () => {
  expect(textsOf("const many = upTo(limit, /* text */ 'models')")).toEqual(['models'])
  expect(textsOf("const a = [/* not text */ 'Hello there', 'Good bye now']")).toEqual(['Good bye now'])
})

const run = async (code: string, values: Record<string, unknown>): Promise<unknown> => {
  const made = translate(`const made = ${code}`, 'page.tsx')
  const { code: plain } = await transform(made?.code.replace(/^import.*$/m, '') ?? '', { loader: 'tsx' })
  const names = Object.keys(values)
  return new Function('React', '$t', '$tx', '$noun', ...names, `${plain}\nreturn made`)(
    { createElement, Fragment },
    t,
    tx,
    noun,
    ...Object.values(values),
  )
}

it('runs as it stood where there is no translation, and in another order where there is one', async () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source
  const sentence = '`${done} of ${total} steps done`'
  expect(await run(sentence, { done: 1, total: 3 })).toBe('1 of 3 steps done')
  useCatalogue({
    '{done} of {total} steps done': '共 {total} 步，已完成 {done} 步',
    '{count} row': '{count} 行',
  })
  try {
    expect(await run(sentence, { done: 1, total: 3 })).toBe('共 3 步，已完成 1 步')
    expect(
      await run("plural(2, 'row')", {
        plural: (count: number, one: string) => one.replace('{count}', String(count)),
      }),
    ).toBe('2 行')
  } finally {
    useCatalogue({})
  }
})

it('keeps the white space around a text where it was', async () => {
  expect(await run("name + ' is not there, '", { name: 'It' })).toBe('It is not there, ')
})
