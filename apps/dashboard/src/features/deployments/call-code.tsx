import type { SentInput } from '@assay/ml-core/schema'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { curlSnippet, huggingFaceSnippet, typescriptSnippet } from '../../lib/snippets.ts'
import type { DeploymentDetail } from '../../lib/views.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { CodeBlock, CopyField } from '../../ui/copy.tsx'
import { linkLook } from '../../ui/link.tsx'
import { Tabs } from '../../ui/tabs.tsx'

const absolute = (endpoint: string) => new URL(endpoint, location.origin).href

/** The call as code, with the input at hand. */
export function CallCode({ deployment, input }: { deployment: DeploymentDetail; input: SentInput }) {
  const [language, setLanguage] = useState<'curl' | 'typescript' | 'hf'>('curl')
  const endpoint = absolute(deployment.endpoint)
  const several = deployment.manifest.task === 'multi'
  const huggingFace = absolute(deployment.huggingFaceEndpoint)
  return (
    <Card>
      <CardHeader
        title="Call it from your app"
        description={
          <>
            Put an{' '}
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
          value={language}
          onChange={setLanguage}
          items={[
            {
              value: 'curl',
              label: 'curl',
              content: (
                <CodeBlock
                  code={curlSnippet({ endpoint, input })}
                  label="the curl call"
                  data-testid="curl-snippet"
                />
              ),
            },
            {
              value: 'typescript',
              label: 'TypeScript',
              content: (
                <CodeBlock
                  code={typescriptSnippet({ endpoint, input, several })}
                  label="the TypeScript call"
                  data-testid="typescript-snippet"
                />
              ),
            },
            {
              value: 'hf',
              label: 'Hugging Face client',
              content: (
                <CodeBlock
                  code={huggingFaceSnippet({ endpoint: huggingFace, input, several })}
                  label="the Hugging Face call"
                  data-testid="hf-snippet"
                />
              ),
            },
          ]}
        />
      </CardBody>
    </Card>
  )
}
