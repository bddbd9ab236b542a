import { list, type Phrases } from './make-texts.ts'

/** What people say of six kinds of things: what pleases, what annoys, and what is just so. */
const topics = [
  {
    it: ['headset', 'pair of headphones', 'pair of earbuds'],
    got: ['Bought'],
    open: ['After a month:', 'Bought as a gift.', 'My second pair.'],
    good: list(`the sound is rich and clear | the battery lasts all week | it is light to wear
      pairing took ten seconds | the noise cancelling is superb | calls come through crisp | the case feels solid
      bass is deep without drowning the voices | they fit like a glove | calls are crystal clear
      it charges in no time | the controls are easy to reach | great value for the money`),
    bad: list(`the left side went silent | the battery dies after two hours | the cable broke at the plug
      it hurts my ears | it keeps losing the connection | the sound is thin and tinny | the hinge snapped
      callers say they can hardly hear me | the buttons are impossible to press | it cuts out in the rain
      the microphone is dead | it slips off all the time | poor value for the money`),
    plain:
      list(`it comes with a charging cable | I use it on the train | it has a blue light | the box is made of card | mine is the black one
      it replaced my old pair | you charge it by USB-C | there are three sizes of tips in the box`),
  },
  {
    it: ['restaurant', 'café', 'bistro', 'pizza place'],
    got: ['Went to', 'Tried'],
    open: ['Second visit.', 'Lunch for two.', 'We had a birthday there.'],
    good: list(`the food was delicious | our waiter was attentive and funny | the pasta melted in my mouth
      portions are generous | the terrace is beautiful | they made a special dish for my son
      the dessert was heavenly | we were seated at once | the staff were friendly and quick
      fresh ingredients and great flavours | the wine list is excellent | it feels cosy and relaxed
      prices are more than fair`),
    bad: list(`the soup was cold | we waited an hour for the starters | the waiter was rude
      there was a hair in my salad | the meat was raw inside | the bill had a drink we never ordered
      the table was sticky | everything tasted of old oil | the staff were slow and unfriendly
      the vegetables were soggy and bland | our order was wrong twice | it was noisy and dirty
      prices are a rip-off`),
    plain: list(`we went on a Tuesday | they serve lunch until three | I had the fish and a beer
      the menu is on a board by the door | it seats about forty | they take cards | they open at noon | it is on the corner`),
  },
  {
    it: ['hotel', 'guest house', 'holiday flat', 'hostel'],
    got: ['Stayed at', 'Booked'],
    open: ['Weekend trip.', 'Business trip.', 'Our second stay.'],
    good: list(`the bed was wonderfully soft | reception could not have been kinder | the view took my breath away
      breakfast had everything you could wish for | the room was spotless | it was so quiet that I slept till nine
      we got a free upgrade | the pool was warm and clean | the staff were friendly and helpful
      the location is perfect | the bathroom was new and clean | we felt welcome from the first minute
      great value for the money`),
    bad: list(`the walls are paper-thin | the shower had no hot water | there was mould in the bathroom
      the sheets were stained | nobody answered at reception | the air conditioning rattled all night
      it smelled of smoke | they charged us for a minibar we never opened | the staff were rude and unhelpful
      the location is awful and noisy | the bathroom was old and dirty | the lift was broken all week
      poor value for the money`),
    plain:
      list(`our room was on the fourth floor | check-out is at eleven | it is ten minutes from the station
      breakfast costs twelve euros | we stayed for two nights | there are thirty rooms | you get a key card | parking is behind the house`),
  },
  {
    it: ['novel', 'film', 'series', 'biography'],
    got: ['Finished', 'Got'],
    open: ['No spoilers.', 'From the library.', 'Recommended by a friend.'],
    good: list(`I could not stop | the ending made me cry | the characters feel real
      every scene is vivid | it is witty and warm | the plot kept me guessing
      the heroine is brilliant | I was smiling all the way through | it is beautifully written
      a clever and moving story | I learned a lot | it stayed with me for days | the humour is wonderful`),
    bad: list(`the plot makes no sense | I fell asleep halfway | the dialogue is wooden
      the ending ruined it | it drags on forever | the characters are flat
      I saw every twist coming | the jokes are embarrassing | it is badly written
      a boring and silly story | I gave up after an hour | it is far too long | the music is annoying`),
    plain: list(`it is set in Lisbon | it has three parts | it is the second part
      my sister lent it to me | it is told from three sides | it came out last autumn | I read it on holiday | it has four hundred pages`),
  },
  {
    it: ['app', 'program', 'update', 'website'],
    got: ['Installed', 'Tried'],
    open: ['Update:', 'After a month:', 'On Android.'],
    good: list(`it saves me an hour every day | the new design is a joy to use | setup took a minute
      support answered within minutes | it syncs without a hitch | the search finds everything
      it is fast even on my old phone | the help pages are excellent | everything works and looks great
      it is easy to learn | my data stay safe | the free version is generous | it never let me down`),
    bad: list(`it crashes whenever I save | the ads are unbearable | I lost all my notes
      support never wrote back | it drains the battery | the last update broke the login
      half of the buttons do nothing | it costs twice as much now | nothing works and it looks ugly
      it is slow and confusing | it sells my data | it keeps freezing | the subscription is impossible to cancel`),
    plain: list(`it has a dark mode | you need an account | it runs in the browser as well
      I use it for shopping lists | the settings are under the gear | it comes in ten languages | it takes up 90 MB | it asks for your e-mail first`),
  },
  {
    it: ['kettle', 'vacuum cleaner', 'fan', 'desk lamp', 'coffee machine'],
    got: ['Bought', 'Ordered'],
    open: ['After a month:', 'Bought as a gift.', 'Our second one.'],
    good: list(`it looks even better than in the pictures | it arrived a day early | the quality is outstanding
      it feels sturdy | it does exactly what it promises | it was a bargain
      it is surprisingly quiet | my whole family uses it | it is easy to clean | well made and beautiful
      it works perfectly | great value for the money | customer service was friendly and fast`),
    bad: list(`it fell apart after a week | the switch jammed on day one | it arrived scratched
      it smells of plastic | the plug gets hot | the colour is nothing like the photo
      it is far too loud | the seller refuses a refund | it is impossible to clean | badly made and ugly
      it stopped working | poor value for the money | customer service was rude and slow`),
    plain: list(`it weighs about a kilo | mine is grey | the manual is in four languages
      delivery took four days | it has a one-year warranty | it takes 1,200 watts | there are two speeds | I bought it as a replacement`),
  },
]

export const sentimentEnglish: Phrases = {
  habits: 'hasty',
  apart: ['good', 'bad', 'plain', 'glad', 'angry', 'shrug'],
  topics,
  labels: {
    positive: list(`{good} and {good}. {glad}
      {glad} {good}.
      I love this {it}. {good}.
      {plain}. {good}, {praise}.
      I had my doubts about the {it}, but {good}. {glad}
      {good}. {plain}. {glad}
      {pity}, yet {good} and {good}. {glad}
      What a {fine} {it}! {good}.
      {plain}, and {good}.
      {good}. Not {awful} at all, as some reviews say.
      Honestly the {it} is {fine}. {plain}.
      The {it} turned out {fine}. {good}.
      {good}. I was afraid that {bad}, as with my last {it}. Not here.`),
    neutral: list(`{plain}. {plain}.
      {good}, but {bad}. {shrug}
      {bad}, though {good}. {shrug}
      The {it} is {okay}. {plain}.
      {shrug} {plain}.
      It is {okay}, nothing more. {plain}.
      {plain}. I have no strong feelings about the {it}.
      On the one hand {good}, on the other {bad}.
      {got} the {it} last month. {plain}.
      Neither {fine} nor {awful}. {plain}.
      {good}. Then again, {bad}. {shrug}
      {okay} {it}, {okay} price.
      {plain}. Too early to say more about the {it}.`),
    negative: list(`{bad} and {bad}. {angry}
      {angry} {bad}.
      I hate this {it}. {bad}.
      {plain}. {bad}, {blame}.
      I was looking forward to the {it}, but {bad}. {angry}
      {bad}. {plain}. {angry}
      {good}, I admit, but {bad} and {bad}. {angry}
      What an {awful} {it}! {bad}.
      {plain}, and {bad}.
      {bad}. Nothing {fine} about it, whatever the reviews say.
      Honestly the {it} is {awful}. {plain}.
      The {it} turned out {awful}. {bad}.
      {bad}. They promised that {good}. Not true.`),
  },
  slots: {
    glad: list(`Highly recommended. | Five stars. | I would buy it again. | Could not be happier. | Thank you!
      So glad I found this. | Best {it} I have had in years. | Worth every penny. | I am delighted. | Will be back.
      It made my day. | Love it. | Really impressed. | Excellent! | I like it a lot. | Very happy with it.
      Great, great, great. | I am very pleased. | A real pleasure. | Perfect. | Wonderful! | Thrilled!
      I would recommend it to anybody. | Very satisfied. | It is awesome.`),
    angry: list(`Never again. | One star is too many. | I want my money back. | Very disappointed. | Avoid.
      What a waste of money. | Worst {it} I have ever had. | Not worth a penny. | I am furious. | Stay away.
      It ruined my day. | Do not buy. | Really let down. | Terrible! | I do not like it at all.
      Very unhappy with it. | Bad, bad, bad. | I am very annoyed. | A real pain. | Useless. | Horrible! | Disgusted.
      I would not recommend it to anybody. | Very dissatisfied. | It is rubbish.`),
    praise: list(`which I really appreciate | which made us happy | just perfect | and that for the price
      just as I had hoped`),
    blame: list(`which is a disgrace | which made us angry | simply unacceptable | and that for the price
      just as I had feared`),
    pity: list(
      `delivery was slow | it was not cheap | the box was dented | it took me a while to get used to it`,
    ),
    shrug:
      list(`It is what it is. | Hard to say. | Average, all in all. | So-so. | Mixed feelings. | It does the job.
      No complaints, no praise. | You get what you pay for. | Three out of five. | Fine, I suppose. | Nothing special. | Not good, not bad.
      Okay for the price. | It could be better, it could be worse. | Nothing to write home about. | Meh.
      I do not mind it. | Ordinary. | I am undecided. | It works, that is all.`),
    fine: list(
      `fantastic | excellent | wonderful | amazing | brilliant | lovely | great | superb | perfect | good`,
    ),
    awful: list(`awful | terrible | horrible | useless | dreadful | disappointing | bad | annoying`),
    okay: list(`okay | average | all right | decent | acceptable | ordinary`),
  },
  around: {
    before: ['', '', '', '', '{open}', '{open}', '{open}', 'Well,'],
    after: ['', '', '', '', '', '', 'Just my opinion.', 'That is all.', 'Hope this helps.'],
  },
}
