import { Link } from '@tanstack/react-router'
import { Tags } from 'lucide-react'
import { plural } from '../../lib/format.ts'
import type { DatasetVersionView } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { ReportView } from './report-view.tsx'

/** A file of which every row waits for its label. */
export function ToLabelCard({ version }: { version: DatasetVersionView }) {
  const { report, datasetId } = version
  return (
    <div className="grid gap-6">
      <Card>
        <EmptyState
          icon={Tags}
          title={`${plural(report?.unlabelled ?? 0, 'row')} to label`}
          action={
            <Button look="primary" asChild>
              <Link to="/data/$datasetId/label" params={{ datasetId }} data-testid="begin-labelling">
                Start labelling
              </Link>
            </Button>
          }
        >
          Name the classes and label some rows of each. Your labels become a version to train on.
        </EmptyState>
      </Card>
      {report && <ReportView report={report} version={version} />}
    </div>
  )
}
