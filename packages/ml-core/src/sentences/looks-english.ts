/** Words that carry grammar and stand in nearly every English text, but in hardly one of another language. */
const functionWords = new Set(
  (
    'the of and to is you that it for was are as with his they be at have this from by not but what all were ' +
    'we when your can said there use each which she do how their if will up about out then them these so would ' +
    'has been who its now did get my could any where does why am our us here i'
  ).split(' '),
)
/** Share of such words above which texts are taken for English. */
const english = 0.12
const looked = 200
const shortestSample = 5

/** Whether a sample of the texts reads as English. */
export function looksEnglish(texts: readonly string[]): boolean {
  let words = 0
  let found = 0
  const stride = Math.max(1, Math.floor(texts.length / looked))
  for (let t = 0; t < texts.length; t += stride)
    for (const word of texts[t]
      .slice(0, 1000)
      .toLowerCase()
      .match(/\p{L}+/gu) ?? []) {
      words++
      if (functionWords.has(word)) found++
    }
  return words >= shortestSample && found >= english * words
}
