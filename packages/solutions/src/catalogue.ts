import { makeCommand, makeCommands } from './media/commands.ts'
import { makePicture, makePictures } from './media/pictures.ts'
import { makeHealthTable } from './tables/health.ts'
import { intents } from './texts/intents.ts'
import { makeTexts, type Phrases } from './texts/make-texts.ts'
import { reviews } from './texts/reviews.ts'
import { sentimentChinese } from './texts/sentiment-chinese.ts'
import { sentimentEnglish } from './texts/sentiment-english.ts'
import { spam } from './texts/spam.ts'
import { tickets } from './texts/tickets.ts'

/** What an endpoint is sent: a text, a row, or the bytes of a file in Base64. */
export type ExampleInput = string | Record<string, string | number | boolean | null> | { b64: string }

/** A problem that many have, with all that it takes to try it out. */
export type Solution = {
  /** Of the data that its settings are for. */
  kind: 'text' | 'table' | 'image' | 'audio'
  /** Of the dataset, the model and the deployment. */
  name: string
  fileName: string
  /** What the upload says of its columns and of personal data. */
  upload: { labelColumn?: string; textColumn?: string; personalData?: 'redact' }
  /** Settings of the training run that suit it. */
  training: { families: string[]; classWeights?: 'balanced'; epochs?: number }
  /** Sample data, made from a seed: the same bytes each time. */
  makeSample: () => Promise<Uint8Array>
  /** Calls to try, none of which is in the sample. */
  makeExamples: () => Promise<ExampleInput[]>
}

const seed = 20_26
const columns = { labelColumn: 'label', textColumn: 'text' } as const

const textSolution = (
  name: string,
  fileName: string,
  phrases: Phrases,
  each: number,
  examples: string[],
  more: Partial<Pick<Solution, 'upload' | 'training'>> = {},
): Solution => ({
  kind: 'text',
  name,
  fileName,
  upload: { ...columns, ...more.upload },
  training: more.training ?? { families: ['sparse-linear', 'seed-mlp'] },
  makeSample: async () => makeTexts(phrases, each, seed),
  makeExamples: async () => examples,
})

const asFile = (bytes: Uint8Array): ExampleInput => ({ b64: Buffer.from(bytes).toString('base64') })

export const solutions = {
  spam: textSolution(
    'Spam filter',
    'sample-mails.csv',
    spam,
    400,
    [
      'You have won a free cruise! Click now to claim your prize http://win-big.example',
      'Hi Sofia, can we move the meeting to Thursday? The train is late.',
      'URGENT! Verify your bank account today or it will be blocked',
      'The contract is attached. Please tell me by Friday whether the numbers are right.',
    ],
    { upload: { personalData: 'redact' } },
  ),
  'sentiment-english': textSolution('Sentiment, English', 'sample-opinions.csv', sentimentEnglish, 400, [
    'I love these headphones. Great quality and the support was friendly!',
    'The soup was cold, the waiter was rude and I want my money back.',
    'It is an average hotel, nothing special for the price.',
  ]),
  'sentiment-chinese': textSolution('Sentiment, Chinese', 'sample-opinions-zh.csv', sentimentChinese, 400, [
    '这家餐厅的菜非常好吃，强烈推荐！',
    '耳机用了两天就坏了，客服不理人，太失望了。',
    '酒店普通，房间还行，没有什么特别的。',
  ]),
  'support-tickets': textSolution(
    'Support tickets',
    'sample-tickets.csv',
    tickets,
    240,
    [
      'I was charged twice for May. Please refund the difference.',
      'The app crashes every time I open a report, error 500.',
      'My parcel has not arrived and the tracking says it was delivered.',
      'A dark mode would be great!',
    ],
    { upload: { personalData: 'redact' } },
  ),
  intent: textSolution('Intents', 'sample-utterances.csv', intents, 200, [
    'could you book a flight from Berlin to Lima next week',
    'will it rain in Oslo on Monday',
    'wake me at seven thirty',
    'please play something calm, maybe some jazz',
  ]),
  'review-rating': textSolution('Review rating', 'sample-reviews.csv', reviews, 240, [
    'The staff thought of every little thing and the view was gorgeous. We will be back!',
    'Clean room and friendly staff. Only the parking was expensive.',
    'There were insects in the bed and nobody helped. Never again!',
  ]),
  'disease-risk': {
    kind: 'table',
    name: 'Disease risk',
    fileName: 'sample-check-ups.csv',
    upload: { labelColumn: 'risk' },
    training: { families: ['logistic', 'boosted-trees'], classWeights: 'balanced' },
    makeSample: async () => makeHealthTable(1200, seed),
    makeExamples: async () => [
      {
        age: 71,
        sex: 'male',
        bmi: 31.2,
        systolic_pressure: 158,
        cholesterol: 241,
        glucose: 124,
        smoker: true,
        exercise_hours: 0.5,
        family_history: true,
      },
      {
        age: 34,
        sex: 'female',
        bmi: 22.4,
        systolic_pressure: 114,
        cholesterol: 172,
        glucose: 86,
        smoker: false,
        exercise_hours: 5,
        family_history: false,
      },
    ],
  },
  'product-photos': {
    kind: 'image',
    name: 'Product photos',
    fileName: 'sample-products.zip',
    upload: {},
    training: { families: ['image-linear', 'image-transfer'] },
    makeSample: () => makePictures(60, seed),
    makeExamples: async () =>
      (
        await Promise.all([
          makePicture('mug', 103),
          makePicture('shoe', 109),
          makePicture('lamp', 111),
          makePicture('t-shirt', 106),
        ])
      ).map(asFile),
  },
  'spoken-commands': {
    kind: 'audio',
    name: 'Spoken commands',
    fileName: 'sample-commands.zip',
    upload: {},
    training: { families: ['audio-linear'] },
    makeSample: () => makeCommands(60, seed),
    makeExamples: async () => ['yes', 'no', 'stop', 'go'].map((word) => asFile(makeCommand(word, 201))),
  },
} as const satisfies Record<string, Solution>

export type SolutionId = keyof typeof solutions
