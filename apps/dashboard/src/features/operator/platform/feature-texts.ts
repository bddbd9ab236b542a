import type { FeatureRow } from '../../../lib/views.ts'

export const featureTexts: Record<FeatureRow['name'], { title: string; text: string }> = {
  sign_up: {
    title: 'Sign-up',
    text: 'Anybody can make an account. When off, only people with an invitation can.',
  },
  public_pages: {
    title: 'Public pages',
    text: 'Deployments may have a status page and a playground that anybody can open.',
  },
  batches: { title: 'Batches', text: 'Whole files can be sent and taken back with an answer in each row.' },
  model_exports: { title: 'Model downloads', text: 'Models can be taken away as ONNX and for web pages.' },
  service_requests: { title: 'Work made to measure', text: 'Tenants can ask you for a custom service.' },
  sponsors: { title: 'Sponsors', text: 'Free workspaces see sponsors\u2019 notices.' },
}
