import type { FeatureRow } from '../../../lib/views.ts'

export const featureTexts: Record<FeatureRow['name'], { title: string; text: string }> = {
  sign_up: {
    title: 'Sign-up',
    text: 'Anyone can create an account. When off, only invited people can.',
  },
  public_pages: {
    title: 'Public pages',
    text: 'Deployments can have a status page and a playground that anyone can open.',
  },
  batches: {
    title: 'Batches',
    text: 'Whole files can be submitted and downloaded with an answer in each row.',
  },
  model_exports: { title: 'Model downloads', text: 'Models can be exported as ONNX and for web pages.' },
  service_requests: { title: 'Custom services', text: 'Tenants can ask you for a custom service.' },
  sponsors: { title: 'Sponsors', text: 'Free workspaces see sponsors’ ads.' },
}
