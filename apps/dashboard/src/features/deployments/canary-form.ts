export const noGold = 'none'

/** As typed. */
export type CanaryForm = {
  modelVersionId: string
  percent: string
  automatic: boolean
  minimumCalls: string
  minutes: string
  /** In percent. */
  extraErrors: string
  /** Empty: not looked at. */
  latencyRatio: string
  /** `none`, or which rows of which dataset version: `test dsv_…`, `all dsv_…`. */
  gold: string
}

export const firstForm: CanaryForm = {
  modelVersionId: '',
  percent: '10',
  automatic: true,
  minimumCalls: '100',
  minutes: '15',
  extraErrors: '1',
  latencyRatio: '2',
  gold: noGold,
}

/** The rules as the API takes them; null where a person decides. */
export const rulesOf = (form: CanaryForm) => {
  if (!form.automatic) return null
  const [rows, datasetVersionId = ''] = form.gold.split(' ')
  return {
    minimumCalls: Number(form.minimumCalls),
    minutes: Number(form.minutes),
    extraErrors: Number(form.extraErrors) / 100,
    latencyRatio: form.latencyRatio === '' ? null : Number(form.latencyRatio),
    gold:
      form.gold === noGold
        ? null
        : { datasetVersionId, rows: rows === 'all' ? ('all' as const) : ('test' as const), accuracyDrop: 0 },
  }
}
