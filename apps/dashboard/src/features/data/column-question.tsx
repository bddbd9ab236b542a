import type { ColumnQuestion } from '@assay/datasets/schema'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { cn } from '../../lib/class-names.ts'
import { useSession } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { FormCard } from '../../ui/form-card.tsx'
import { Table, Td, Th, Tr } from '../../ui/table.tsx'
import { type ColumnChoice, noColumn, readChoice, severalColumns, wholeRow } from './column-choice.ts'
import { ColumnFields } from './column-fields.tsx'
import { type PrivacyChoice, PrivacyFields } from './privacy-fields.tsx'

export function ColumnQuestionCard({
  versionId,
  question,
  asked: before,
}: {
  versionId: string
  question: ColumnQuestion
  /** What was asked for with the upload. */
  asked: PrivacyChoice
}) {
  const { canWrite } = useSession()
  const queries = useQueryClient()
  const [choice, setChoice] = useState(() => suggestedChoice(question))
  const [privacy, setPrivacy] = useState(before)
  const choose = useMutation(
    trpc.dataset.chooseColumns.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.dataset.version.queryFilter({ id: versionId })),
    }),
  )
  const asked = readChoice(choice)
  const submit = () => {
    if (asked) choose.mutate({ versionId, ...asked, ...privacy })
  }
  const isLabel = (name: string) =>
    choice.label === severalColumns ? choice.indicators.includes(name) : name === choice.label
  const tone = (name: string) =>
    isLabel(name) ? 'bg-accent-soft' : name === choice.input ? 'bg-good-soft' : ''
  return (
    <FormCard
      title="Which column is the label?"
      description={question.reason}
      action="Use these columns"
      beside={
        <Button
          pending={choose.isPending}
          disabled={!canWrite}
          onClick={() => choose.mutate({ versionId, unlabelled: true, ...inputOf(choice), ...privacy })}
          data-testid="label-here"
        >
          No label column: label here
        </Button>
      }
      testId="choose-columns"
      work={choose}
      valid={canWrite && asked !== null}
      gap="gap-5"
      onSubmit={submit}
    >
      <ColumnFields
        columns={question.columns}
        candidates={question.labelCandidates}
        lists={question.labelLists ?? []}
        choice={choice}
        onChange={setChoice}
      />
      <PrivacyFields
        columns={question.columns.map(({ name }) => name)}
        needed={[choice.label, choice.input]}
        choice={privacy}
        onChange={setPrivacy}
      />
      <div className="overflow-hidden rounded-lg border border-line">
        <Table label="The first rows of the file">
          <thead>
            <tr>
              {question.columns.map(({ name }) => (
                <Th key={name} className={tone(name)}>
                  {name}
                  {isLabel(name) && ' · label'}
                  {name === choice.input && ' · text'}
                  {name === choice.weight && ' · weight'}
                </Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {question.preview.map((row, index) => (
              <Tr key={index}>
                {question.columns.map(({ name }, column) => (
                  <Td key={name} className={cn('max-w-80 truncate', tone(name))}>
                    {row[column] ?? <span className="text-faint italic">empty</span>}
                  </Td>
                ))}
              </Tr>
            ))}
          </tbody>
        </Table>
      </div>
    </FormCard>
  )
}

/** What is to be labelled: the chosen text, or the whole row. */
const inputOf = ({ input }: ColumnChoice) =>
  input === wholeRow ? { kind: 'table' as const } : { kind: 'text' as const, textColumn: input }

function suggestedChoice({
  columns,
  labelCandidates,
  labelLists,
  indicators = [],
}: ColumnQuestion): ColumnChoice {
  const [candidate] = labelCandidates
  const label = indicators.length > 0 ? severalColumns : candidate
  return {
    label,
    format: labelLists?.find((one) => one.column === label)?.format ?? 'single',
    indicators,
    input: columns.find((one) => one.type === 'text' && one.name !== label)?.name ?? wholeRow,
    weight: noColumn,
  }
}
