import { Link } from '@tanstack/react-router'
import { Play, Upload } from 'lucide-react'
import { solutionWords } from '../../lib/solutions.ts'
import { useStartSolution } from '../../lib/start-solution.ts'
import type { SolutionId } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { SolutionData } from '../../ui/solution-data.tsx'

/** What a solution is, what data it wants, and its two ways to begin. */
export function SolutionDialog({
  id,
  canWrite,
  onClose,
}: {
  id: SolutionId
  canWrite: boolean
  onClose: () => void
}) {
  const words = solutionWords[id]
  const start = useStartSolution()
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={words.title} description={words.does} wide>
        <DialogBody className="gap-5">
          <section className="grid gap-2">
            <h3 className="font-semibold text-sm">What your data should look like</h3>
            <SolutionData words={words} />
          </section>
          <section className="grid gap-1">
            <h3 className="font-semibold text-sm">Sample data</h3>
            <p className="text-[13px] text-soft">{words.sample}</p>
            <p className="text-[13px] text-soft">
              It is synthetic. Texts are tested on phrases that were never learned; even so, the accuracy says
              nothing of your own data.
            </p>
          </section>
          <section className="grid gap-1">
            <h3 className="font-semibold text-sm">Good to know</h3>
            <p className="text-[13px] text-soft">{words.tip}</p>
          </section>
          <FormError error={start.error} />
        </DialogBody>
        <DialogFooter>
          <Button asChild>
            <Link to="/data" search={{ dialog: 'new', solution: id }} disabled={!canWrite}>
              <Upload />
              Use my own data
            </Link>
          </Button>
          <Button
            look="primary"
            pending={start.isPending}
            disabled={!canWrite}
            onClick={() => start.mutate({ solution: id })}
            data-testid="try-sample"
          >
            <Play />
            Try with sample data
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}
