import type { LegalDocumentView } from '@assay/services/views'
import { formatDay } from '../../lib/format.ts'
import { Markdown } from '../../ui/markdown.tsx'
import { siteWidth } from '../../ui/site-frame.tsx'

const titles = { terms: 'Terms of service', privacy: 'Privacy', imprint: 'Imprint' } as const

/** A legal text of the platform. */
export const LegalPage = ({ document }: { document: LegalDocumentView }) => (
  <article className={`${siteWidth} max-w-[46rem] py-12`}>
    <h1 className="font-semibold text-3xl tracking-tight">{titles[document.kind]}</h1>
    <p className="mt-2 mb-8 text-[13px] text-faint">
      Version {document.number}, in force since {formatDay(new Date(document.publishedAt))}.
    </p>
    <Markdown text={document.body} />
  </article>
)
