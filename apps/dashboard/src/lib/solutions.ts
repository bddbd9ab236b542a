import {
  HeartPulse,
  Image,
  Languages,
  LifeBuoy,
  type LucideIcon,
  MailWarning,
  MessageCircle,
  Mic,
  Smile,
  Star,
} from 'lucide-react'
import type { SolutionId } from './views.ts'

/** What is said of a ready-made solution; its data and settings are the server's. */
export type SolutionWords = {
  icon: LucideIcon
  title: string
  /** What it does. */
  does: string
  kind: 'Text' | 'Table' | 'Pictures' | 'Sounds'
  /** What one's own data should look like. */
  wants: string
  /** Rows as an example: the first one names the columns. */
  rows: readonly (readonly string[])[]
  /** What the sample is. */
  sample: string
  tip: string
}

export const solutionWords: Record<SolutionId, SolutionWords> = {
  spam: {
    icon: MailWarning,
    title: 'Spam filter',
    does: 'Separates unwanted mail and messages from those people want to read.',
    kind: 'Text',
    wants: 'One message per row, and whether it is spam. A few hundred of each is a good start.',
    rows: [
      ['text', 'label'],
      ['You have won a free cruise! Click now', 'spam'],
      ['Can we move our call to Friday?', 'not spam'],
    ],
    sample:
      '800 invented mails, half of them spam. E-mail addresses and phone numbers are redacted on import.',
    tip: 'Set a threshold so only clear spam is blocked, and review the rest yourself.',
  },
  'sentiment-english': {
    icon: Smile,
    title: 'Sentiment (English)',
    does: 'Classifies English text as positive, neutral or negative.',
    kind: 'Text',
    wants:
      'One opinion per row with its sentiment. Use texts from where you will apply it: reviews, chats or posts.',
    rows: [
      ['text', 'label'],
      ['I love it, great quality!', 'positive'],
      ['It broke after two days.', 'negative'],
      ['It is an average hotel.', 'neutral'],
    ],
    sample: '1,200 invented opinions about products, apps, books, hotels and restaurants.',
    tip: 'Keep the neutral class: without it, every text has to be good or bad.',
  },
  'sentiment-chinese': {
    icon: Languages,
    title: 'Sentiment (Chinese)',
    does: 'Classifies Chinese text as positive, neutral or negative.',
    kind: 'Text',
    wants: 'One opinion per row with its sentiment, in simplified or traditional characters.',
    rows: [
      ['text', 'label'],
      ['这家餐厅非常好，强烈推荐！', '正面'],
      ['用了两天就坏了。', '负面'],
      ['还行，没什么特别的。', '中性'],
    ],
    sample: '1,200 invented opinions in simplified Chinese.',
    tip: 'No word splitting is needed: the classifier reads the characters.',
  },
  'support-tickets': {
    icon: LifeBuoy,
    title: 'Support tickets',
    does: 'Sends each request to the right team: billing, technical, account, shipping or feedback.',
    kind: 'Text',
    wants: 'One request per row with the team that solved it. Your help desk export has both.',
    rows: [
      ['text', 'label'],
      ['I was charged twice for May.', 'billing'],
      ['The app crashes when I print.', 'technical'],
      ['My parcel has not arrived.', 'shipping'],
    ],
    sample: '1,200 invented requests to five teams. Personal data are redacted on import.',
    tip: 'Let it abstain when unsure, so a person sorts the hard ones.',
  },
  intent: {
    icon: MessageCircle,
    title: 'Intent',
    does: 'Detects what someone wants from an assistant: book, cancel, ask, play, wake or greet.',
    kind: 'Text',
    wants: 'One utterance per row with its intent. Twenty different ways to say each are enough to start.',
    rows: [
      ['text', 'label'],
      ['book a flight to Lima', 'book_flight'],
      ['wake me at seven', 'set_alarm'],
      ['will it rain tomorrow', 'weather'],
    ],
    sample: '1,200 invented utterances of six intents.',
    tip: 'Add an intent for everything else, or set a threshold below which your assistant asks again.',
  },
  'review-rating': {
    icon: Star,
    title: 'Review rating',
    does: 'Predicts the star rating of a review from its words.',
    kind: 'Text',
    wants: 'One review per row with its stars, from 1 to 5.',
    rows: [
      ['text', 'label'],
      ['Simply wonderful. We will be back!', '5 stars'],
      ['Nothing special, nothing terrible.', '3 stars'],
      ['The room was filthy. Never again!', '1 star'],
    ],
    sample: '1,200 invented hotel reviews, from one star to five.',
    tip: 'Adjacent star ratings are hard to tell apart, even for people. Check the confusion matrix.',
  },
  'disease-risk': {
    icon: HeartPulse,
    title: 'Disease risk',
    does: 'Estimates from check-up measurements whether a risk is high or low.',
    kind: 'Table',
    wants: 'One person per row: a column for each measurement, and the outcome. Cells can be empty.',
    rows: [
      ['age', 'bmi', 'systolic_pressure', 'smoker', 'risk'],
      ['71', '31.2', '158', 'yes', 'high'],
      ['34', '22.4', '114', 'no', 'low'],
    ],
    sample: '1,200 invented people with nine measures. They stand for no study and are no medical advice.',
    tip: 'Exclude anything that identifies a person. You can exclude or hash columns during upload.',
  },
  'product-photos': {
    icon: Image,
    title: 'Product photos',
    does: 'Sorts pictures of products into mugs, T-shirts, shoes, bags and lamps.',
    kind: 'Pictures',
    wants: 'A ZIP with a folder for each class, and at least thirty pictures in each.',
    rows: [
      ['file in the ZIP', 'label'],
      ['mug/IMG_0012.jpg', 'mug'],
      ['shoe/IMG_0480.jpg', 'shoe'],
    ],
    sample:
      '300 drawn pictures of five products, in several makes and before many grounds. They are no photos.',
    tip: 'Take pictures the way your callers will: same light, background and distance.',
  },
  'spoken-commands': {
    icon: Mic,
    title: 'Spoken commands',
    does: 'Recognises which of the words yes, no, stop and go was spoken.',
    kind: 'Sounds',
    wants: 'A ZIP of WAV files with a folder for each word. One second per clip is enough.',
    rows: [
      ['file in the ZIP', 'label'],
      ['yes/anna-1.wav', 'yes'],
      ['stop/anna-2.wav', 'stop'],
    ],
    sample: '240 words by synthetic voices, in quiet rooms and in noise. They are not people.',
    tip: 'Record many voices and rooms, plus some clips with no words.',
  },
}

export const isSolutionId = (id: string | undefined): id is SolutionId =>
  id !== undefined && Object.hasOwn(solutionWords, id)

export const solutionIds = Object.keys(solutionWords).filter(isSolutionId)
