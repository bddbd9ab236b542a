import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { trpc } from '../../lib/api.ts'
import { widgetSnippet } from '../../lib/snippets/widget.ts'
import type { DeploymentDetail } from '../../lib/views.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { CodeBlock } from '../../ui/copy.tsx'
import { linkLook } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { TextField } from '../../ui/text-field.tsx'

/** The form for other people's pages, and what it takes to put it there. */
export function EmbedCard({ deployment }: { deployment: DeploymentDetail }) {
  const keys = useQuery(trpc.apiKey.list.queryOptions())
  const [key, setKey] = useState('')
  const own = keys.data?.filter(
    (one) => one.kind === 'publishable' && one.deploymentId === deployment.id && one.revokedAt === null,
  )
  const origin = new URL(deployment.endpoint, location.origin).origin
  const named = key.trim().startsWith('apk_') ? { key: key.trim() } : {}
  const demo = `/widget-demo.html#${new URLSearchParams({ deployment: deployment.id, key: key.trim() })}`
  return (
    <Card>
      <CardHeader
        title="Embed it in a page"
        description="A form that shows the answer, for any site. It inherits colours and fonts through CSS variables such as --assay-accent and works under a strict content security policy."
      />
      <CardBody className="grid min-w-0 gap-4">
        {own?.length === 0 && (
          <Notice tone="info">
            You need a publishable key for this deployment with your site among its origins:{' '}
            <Link to="/settings/keys" className={linkLook}>
              create one
            </Link>
            .
          </Notice>
        )}
        {own && own.length > 0 && (
          <p className="text-[13px] text-faint">
            {own.map(({ name, allowedOrigins }) => `${name}: ${allowedOrigins.join(', ')}`).join(' · ')}
          </p>
        )}
        <TextField
          label="Publishable key"
          hint="Shown once, when you created it. It never leaves this page."
          placeholder="apk_…"
          autoComplete="off"
          maxLength={100}
          value={key}
          onType={setKey}
        />
        <CodeBlock
          code={widgetSnippet({ origin, deploymentId: deployment.id, ...named })}
          label="the widget"
          data-testid="widget-snippet"
        />
        {'key' in named && (
          <a
            href={demo}
            target="_blank"
            rel="noreferrer"
            className={`${linkLook} justify-self-start text-sm`}
          >
            View on its own page
          </a>
        )}
      </CardBody>
    </Card>
  )
}
