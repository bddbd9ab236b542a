import type { ColumnQuestion } from '@assay/datasets/schema'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { cn } from '../../lib/class-names.ts'
import { useSession } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardFooter, CardHeader } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Select } from '../../ui/select.tsx'
import { Table, Td, Th, Tr } from '../../ui/table.tsx'

const wholeRow = ' every other column'

export function ColumnQuestionCard({ versionId, question }: { versionId: string; question: ColumnQuestion }) {
  const { canWrite } = useSession()
  const queries = useQueryClient()
  const [label, setLabel] = useState(question.labelCandidates[0])
  const guessedText = question.columns.find((one) => one.type === 'text' && one.name !== label)?.name
  const [input, setInput] = useState(guessedText ?? wholeRow)
  const choose = useMutation(
    trpc.dataset.chooseColumns.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.dataset.version.queryFilter({ id: versionId })),
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!label) return
    choose.mutate(
      input === wholeRow
        ? { versionId, labelColumn: label, kind: 'table' }
        : { versionId, labelColumn: label, textColumn: input, kind: 'text' },
    )
  }
  const ranked = [
    ...question.labelCandidates,
    ...question.columns.map((one) => one.name).filter((name) => !question.labelCandidates.includes(name)),
  ]
  const columnOf = (name: string) => question.columns.find((one) => one.name === name)
  return (
    <Card>
      <form onSubmit={submit}>
        <CardHeader title="Which column is the label?" description={question.reason} />
        <CardBody className="grid gap-5">
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Predict" hint="The answer the model shall learn to give.">
              {(control) => (
                <Select
                  {...control}
                  data-testid="label-column"
                  value={label}
                  onChange={(next) => {
                    setLabel(next)
                    if (next === input) setInput(wholeRow)
                  }}
                  options={ranked.map((name) => ({
                    value: name,
                    label: `${name} (${columnOf(name)?.distinct ?? '?'} values)`,
                  }))}
                />
              )}
            </Field>
            <Field label="From" hint="One column of text, or the row as a whole.">
              {(control) => (
                <Select
                  {...control}
                  data-testid="text-column"
                  value={input}
                  onChange={setInput}
                  options={[
                    ...question.columns
                      .filter((one) => one.name !== label && (one.type === 'text' || one.type === 'category'))
                      .map((one) => ({ value: one.name, label: `The text in ${one.name}` })),
                    { value: wholeRow, label: 'Every other column, as a table' },
                  ]}
                />
              )}
            </Field>
          </div>
          <div className="overflow-hidden rounded-lg border border-line">
            <Table label="The first rows of the file">
              <thead>
                <tr>
                  {question.columns.map(({ name }) => (
                    <Th key={name} className={columnTone(name, label, input)}>
                      {name}
                      {name === label && ' · label'}
                      {name === input && ' · text'}
                    </Th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {question.preview.map((row, index) => (
                  <Tr key={index}>
                    {question.columns.map(({ name }, column) => (
                      <Td key={name} className={cn('max-w-80 truncate', columnTone(name, label, input))}>
                        {row[column] ?? <span className="text-faint italic">empty</span>}
                      </Td>
                    ))}
                  </Tr>
                ))}
              </tbody>
            </Table>
          </div>
          <FormError error={choose.error} />
        </CardBody>
        <CardFooter>
          <Button
            type="submit"
            look="primary"
            pending={choose.isPending}
            disabled={!canWrite || !label}
            data-testid="choose-columns"
          >
            Use these columns
          </Button>
        </CardFooter>
      </form>
    </Card>
  )
}

const columnTone = (name: string, label: string | undefined, input: string) =>
  name === label ? 'bg-accent-soft' : name === input ? 'bg-good-soft' : ''
