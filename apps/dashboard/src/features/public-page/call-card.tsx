import type { SentInput } from '@assay/ml-core/schema'
import type { PublicPageView } from '@assay/services/views'
import { useState } from 'react'
import { signUpIsOpen } from '../../lib/site-access.ts'
import { curlSnippet, typescriptSnippet } from '../../lib/snippets/call.ts'
import { pythonSnippet } from '../../lib/snippets/python.ts'
import { Card, CardBody, CardHeader } from '../../ui/card.tsx'
import { CodeBlock } from '../../ui/copy.tsx'
import { linkLook } from '../../ui/link.tsx'
import { Tabs } from '../../ui/tabs.tsx'

const languages = [
  { value: 'curl', label: 'curl', write: curlSnippet },
  { value: 'javascript', label: 'JavaScript', write: typescriptSnippet },
  { value: 'python', label: 'Python', write: pythonSnippet },
] as const

/** The call as code, with the input that is in the playground. */
export function CallCard({ deployment, input }: { deployment: PublicPageView; input: SentInput }) {
  const [language, setLanguage] = useState<(typeof languages)[number]['value']>('curl')
  const { origin } = location
  const call = {
    origin,
    deploymentId: deployment.deploymentId,
    endpoint: `${origin}/v1/predict/${deployment.deploymentId}`,
    huggingFaceEndpoint: `${origin}/hf/${deployment.deploymentId}`,
    input,
    several: deployment.several,
  }
  return (
    <Card>
      <CardHeader
        title="Call it from your app"
        description={
          signUpIsOpen ? (
            <>
              Its owner issues the API keys. Want one for your own data?{' '}
              <a href="/sign-up" className={linkLook}>
                Create an account
              </a>
              , or read the{' '}
              <a href="/docs" className={linkLook}>
                API reference
              </a>
              .
            </>
          ) : (
            <>
              Whoever runs it gives out the keys, and the{' '}
              <a href="/docs" className={linkLook}>
                API reference
              </a>{' '}
              says how it is called.
            </>
          )
        }
      />
      <CardBody className="grid min-w-0 gap-4">
        <Tabs
          label="Language"
          value={language}
          onChange={setLanguage}
          items={languages.map(({ value, label, write }) => ({
            value,
            label,
            content: (
              <CodeBlock code={write(call)} label={`the ${label} call`} data-testid={`${value}-snippet`} />
            ),
          }))}
        />
      </CardBody>
    </Card>
  )
}
