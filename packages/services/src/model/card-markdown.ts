import type { ModelCard } from '../views.ts'

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`
const score = (value: number | null | undefined): string =>
  typeof value === 'number' ? value.toFixed(3) : '–'
const range = (
  of: { low: number; high: number } | null | undefined,
  show: (value: number) => string,
): string => (of ? `${show(of.low)} – ${show(of.high)}` : '–')

/** A cell of a table, on one line and with nothing in it that ends a cell. */
const cell = (text: string | number): string =>
  String(text)
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll('|', '\\|')

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')

const list = (items: readonly string[]): string =>
  items.map((item) => `- ${item.replaceAll(/[\r\n]+/g, ' ')}`).join('\n')

/** The card as Markdown, for people and repositories. */
export function renderModelCard(card: ModelCard): string {
  const { model, notes, data } = card
  const sections: [title: string, body: string][] = [
    ['Intended use', notes.intendedUse || 'Not described yet.'],
    ['Limits', [notes.limits, list(card.cautions)].filter((part) => part !== '').join('\n\n')],
    ['Figures', figures(card)],
    ['By class', byClass(card)],
    ['Sure enough to answer', abstention(card)],
    ['Slices', slices(card)],
    [
      'Data',
      `${data.name}, version ${data.version}: ${data.rows.train} training rows, ${data.rows.validation} validation rows and ${data.rows.test} test rows.${data.sha256 ? ` SHA-256 of its content: \`${data.sha256}\`.` : ''}${data.deletedAt ? ` The data was deleted on ${data.deletedAt.toISOString().slice(0, 10)}.` : ''}`,
    ],
    ['Training', training(card)],
    ['Contact', notes.contact],
  ]
  return [
    `# ${model.name}, version ${model.version}`,
    `A ${model.kind} classifier of ${data.classes.length} labels, trained ${model.trainedAt.toISOString().slice(0, 10)}.`,
    ...sections.filter(([, body]) => body !== '').map(([title, body]) => `## ${title}\n\n${body}`),
    '',
  ].join('\n\n')
}

function figures({ figures: test, baseline, calibration }: ModelCard): string {
  const { intervals } = test
  const rows: [string, string, string, string][] = [
    ['Accuracy', percent(test.accuracy), range(intervals?.accuracy, percent), percent(baseline.accuracy)],
    ['Macro-F1', score(test.macroF1), range(intervals?.macroF1, score), score(baseline.macroF1)],
    ['Balanced accuracy', score(test.balancedAccuracy), '–', '–'],
    ['Weighted F1', score(test.weightedF1), '–', '–'],
    ['Matthews correlation', score(test.mcc), '–', '–'],
    ['ROC-AUC', score(test.rocAuc), '–', '–'],
    ['Average precision', score(test.averagePrecision), '–', '–'],
    ['Log loss', score(test.logLoss), '–', '–'],
    ['Brier score', score(test.brier), '–', '–'],
    ['Calibration error', percent(test.ece), '–', '–'],
  ]
  const about = `On ${test.rows} test rows that nothing was chosen on; the baseline always answers the most frequent label.`
  const mended =
    calibration && calibration.method !== 'none'
      ? `\n\nProbabilities are calibrated (${calibration.method}, on ${calibration.rows} rows that the classifier had not learned from); before, the calibration error was ${percent(calibration.before.ece)}.`
      : ''
  return `${about}\n\n${table(['Figure', 'Value', '95 % interval', 'Baseline'], rows)}${mended}`
}

function byClass({ figures: { perClass } }: ModelCard): string {
  return table(
    ['Label', 'Precision', 'Recall', 'F1', 'Test rows'],
    perClass.map((one) => [one.label, score(one.precision), score(one.recall), score(one.f1), one.support]),
  )
}

function abstention({ abstention: rules }: ModelCard): string {
  if (rules.length === 0) return ''
  return `Answers can be withheld below a score. The scores were chosen on rows other than the test rows.\n\n${table(
    ['Wanted', 'Lowest score', 'Answered', 'Wrong when answered', '95% interval'],
    rows(rules),
  )}`
}

const rows = (rules: ModelCard['abstention']) =>
  rules.map(({ wanted, threshold, answered, wrong, coverage, errorRate }) => [
    `≤ ${percent(wanted)}`,
    score(threshold),
    `${answered} (${range(coverage, percent)})`,
    answered > 0 ? percent(wrong / answered) : '–',
    range(errorRate, percent),
  ])

function slices({ slices: worst }: ModelCard): string {
  if (worst.length === 0) return ''
  return `The surely worst groups of test rows; p is adjusted for how many were looked at.\n\n${table(
    ['Group', 'Rows', 'Accuracy', '95 % interval', 'p'],
    worst.map((slice) => [
      `${slice.by}: ${slice.value}`,
      slice.rows,
      percent(slice.accuracy),
      range(slice.accuracyInterval, percent),
      slice.adjustedP < 0.001 ? '< 0.001' : slice.adjustedP.toFixed(3),
    ]),
  )}`
}

function training({ training: { config, backend, seconds }, model }: ModelCard): string {
  return list([
    `Classifier: ${model.family}, chosen on the validation rows`,
    `Backend: ${backend ?? 'typed arrays'}`,
    `Duration: ${seconds.toFixed(1)} s`,
    `Settings: \`${JSON.stringify(config)}\``,
    `Model hash (SHA-256): \`${model.sha256}\`, ${model.bytes} bytes; the same data, settings and seed give the same one`,
  ])
}
