import type { SentInput } from '@assay/ml-core/schema'
import { Link } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { saveFile } from '../../lib/save-file.ts'
import { type SnippetLanguage, snippetLanguages } from '../../lib/snippets/languages.ts'
import type { DeploymentDetail } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { CodeBlock, CopyField } from '../../ui/copy.tsx'
import { linkLook } from '../../ui/link.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { typesOf } from './deployment-types.ts'

const absolute = (endpoint: string) => new URL(endpoint, location.origin).href

/** The call as code, with the input at hand. */
export function CallCode({ deployment, input }: { deployment: DeploymentDetail; input: SentInput }) {
  const [language, setLanguage] = useState<SnippetLanguage>('curl')
  const endpoint = absolute(deployment.endpoint)
  const call = {
    endpoint,
    input,
    origin: new URL(endpoint).origin,
    deploymentId: deployment.id,
    huggingFaceEndpoint: absolute(deployment.huggingFaceEndpoint),
    several: deployment.manifest.task === 'multi',
  }
  const shown = snippetLanguages.flatMap(({ value, label, write }) => {
    const code = write(call)
    return code === null ? [] : [{ value, label, code }]
  })
  return (
    <Card>
      <CardHeader
        title="Call it from your app"
        description={
          <>
            Use an{' '}
            <Link to="/settings/keys" className={linkLook}>
              API key
            </Link>{' '}
            in place of <code className="font-mono text-xs">ask_YOUR_KEY</code>. More in the{' '}
            <a href="/docs" target="_blank" rel="noreferrer" className={linkLook}>
              API reference
            </a>
            .
          </>
        }
      />
      <CardBody className="grid min-w-0 gap-4">
        <CopyField text={endpoint} label="the endpoint" data-testid="endpoint" />
        <Tabs
          label="Language"
          value={shown.some(({ value }) => value === language) ? language : 'curl'}
          onChange={setLanguage}
          items={shown.map(({ value, label, code }) => ({
            value,
            label,
            content: <CodeBlock code={code} label={`the ${label} call`} data-testid={`${value}-snippet`} />,
          }))}
        />
        <div>
          <Button
            size="sm"
            onClick={() => saveFile('assay.ts', 'text/typescript', typesOf(deployment))}
            data-testid="download-types"
          >
            <Download />
            TypeScript types of this deployment
          </Button>
        </div>
      </CardBody>
    </Card>
  )
}
