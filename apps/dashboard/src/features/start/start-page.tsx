import { getRouteApi, Link } from '@tanstack/react-router'
import { Upload } from 'lucide-react'
import { useSession } from '../../lib/session.ts'
import { isSolutionId, solutionIds } from '../../lib/solutions.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { SolutionGallery } from '../../ui/solution-gallery.tsx'
import { SolutionDialog } from './solution-dialog.tsx'

const route = getRouteApi('/shell/start')

export function StartPage() {
  const { solution } = route.useSearch()
  const navigate = route.useNavigate()
  const { canWrite } = useSession()
  return (
    <>
      <PageHeader
        title="Start"
        heading="Start with a ready-made solution"
        description="Pick what you want to classify. With sample data, you have a live endpoint in under two minutes."
        actions={
          canWrite && (
            <Button asChild>
              <Link to="/data" search={{ dialog: 'new' }}>
                <Upload />
                Upload other data
              </Link>
            </Button>
          )
        }
      />
      <div className="grid gap-6">
        {!canWrite && (
          <Notice>Viewers can look but not start anything. Ask an owner to change your role.</Notice>
        )}
        <SolutionGallery ids={solutionIds} canWrite={canWrite} />
      </div>
      {isSolutionId(solution) && (
        <SolutionDialog
          id={solution}
          canWrite={canWrite}
          onClose={() => void navigate({ search: {}, replace: true, resetScroll: false })}
        />
      )}
    </>
  )
}
