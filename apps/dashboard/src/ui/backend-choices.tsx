import { said } from '@assay/i18n/runtime'
import type { BackendChoice, NetWork } from '@assay/ml-core/schema'
import { backendName } from '../lib/names.ts'
import { CardHeader } from './card.tsx'
import { ListTable } from './list-table.tsx'
import { Td, Tr } from './table.tsx'

const works: Record<NetWork, string> = {
  dense: 'Dense networks',
  convolution: 'Convolutional networks',
  recurrent: 'Recurrent networks',
}

const stepTime = (ms: number | null): string =>
  ms === null ? 'not compared' : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms a step`

/** Which backend trained each kind of nets, what the others measured, and why some were refused. */
export const BackendChoices = ({ choices }: { choices: readonly BackendChoice[] }) => (
  <ListTable
    label="Backends measured for this run"
    query={{ data: choices }}
    header={
      <CardHeader
        title="Backends"
        description="Each available backend trains a small network first; the fastest trains yours."
      />
    }
    columns={['For', 'Backend', 'Outcome']}
    row={({ work, name, probes, refused }) => [
      ...probes.map((probe) => (
        <Tr key={`${work}-${probe.name}`}>
          <Td>{works[work]}</Td>
          <Td>
            <span className={probe.name === name ? 'font-medium' : undefined}>{backendName(probe.name)}</span>
            {probe.adapter && <span className="text-faint"> · {probe.adapter}</span>}
          </Td>
          <Td>{`${probe.name === name ? 'Chosen' : 'Slower'}: ${stepTime(probe.stepMs)}`}</Td>
        </Tr>
      )),
      ...refused.map((one) => (
        <Tr key={`${work}-${one.name}`} className="text-faint">
          <Td>{works[work]}</Td>
          <Td>{backendName(one.name)}</Td>
          <Td className="max-w-96 break-words text-[13px]">{said(one.reason)}</Td>
        </Tr>
      )),
    ]}
  />
)
