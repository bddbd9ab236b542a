import { list, type Phrases } from './make-texts.ts'

export const tickets: Phrases = {
  habits: 'hasty',
  apart: 'sentences',
  labels: {
    billing: list(`I was {charged} for {month}. Please {refund}.
      My invoice for {month} shows {amount}, but my plan costs less.
      How do I change the {card} you charge?
      Please send the invoice for {month} to our bookkeeping.
      The payment with my {card} was refused, though there is money on it.
      We cancelled in {month} and still pay {amount}. Please {refund}.
      Can I get a receipt with our VAT number for {month}?
      What would the yearly plan cost for {count} seats?
      I see {amount} from you on my statement and do not know what it is for.
      We are a charity. Is there a discount on the {plan} plan?
      Can we pay by bank transfer instead of {card}?
      The coupon I got was not taken off, I paid {amount}.
      I downgraded to the {plan} plan, why is the price the same?
      My refund for the {item} went to the wrong {card}.
      I returned the {item} in {month}. When do I get my {amount} back?
      The invoice has our old address on it. Can you {refund}?
      I opened the invoice page to look for {month}, and it is not there.
      My account says that the last payment is open, but I paid {amount} on Monday.
      Why was {amount} taken from my {card}?
      I want a refund of {amount}.
      My {card} expires soon, where do I enter the new one?
      When is the next payment due?
      You have billed us for {count} users, we are only two.
      How do I cancel my subscription before the next charge?
      The price went up to {amount} without a word.
      Please explain the {amount} on the invoice.
      I need a copy of all invoices for my taxes.
      Is the {plan} plan billed monthly or yearly?
      We have not received an invoice for {month}.
      Could you split the bill over two departments?`),
    technical: list(`The {app} {crashes} when I {act}.
      I get error {code} every time I {act}.
      Since the update the {app} is very slow and {crashes}.
      The {file} export stops at {percent} and nothing happens.
      Your API answers {code} since {hour}, our {app} is down.
      The {app} does not sync any more between my phone and laptop.
      I {act} and the screen stays white. It worked yesterday.
      Push messages do not arrive on the {app}.
      The search in the {app} finds nothing since {hour}.
      When I paste a {file} table, all dates are off by one day.
      Images are upside down after I {act}.
      The {app} says that I am offline, but everything else works.
      Two-finger zoom does not work in the {app} on my tablet.
      I cannot {act} in Firefox, in Chrome it works.
      After I log in, the {app} {crashes}.
      The webhook fires twice for each order, with code {code}.
      The payment page {crashes} when I press pay.
      The tracking map of my order {crashes}.
      The {app} does not open any more.
      There is an error message with {code} on the screen.
      The button to {act} does nothing.
      Loading takes minutes and then it {crashes}.
      How do I install the {app} on Windows 11?
      The upload of a {file} file fails with {code}.
      A bug in the {app}: the numbers in the report are wrong.
      After the last update I cannot {act}.
      The sound does not work in the {app}.
      It keeps asking me to restart, and then {crashes}.
      Our integration stopped working {hour}.
      The {app} shows yesterday’s data.`),
    account: list(`I forgot my password and the reset mail {missing}.
      Please change my e-mail address to the new one.
      My account is locked after {count} wrong tries.
      How do I add {count} colleagues to our team?
      I lost my phone and cannot do the two-factor sign-in.
      Please delete my account and all of my data.
      The invitation for my colleague {missing}.
      I cannot log in with my {login} account any more.
      A colleague has left. How do I take over what she owned?
      I have two accounts by mistake, can you merge them?
      Please make me an admin of our workspace, {person} is away.
      Somebody else seems to use my account, I see sign-ins from {place2}.
      How can I see who in our team has access to what?
      The code from the authenticator is refused.
      I want to change the name that others see, it still shows my old one.
      My login works in the {app} but not on the website.
      Can I move my account from the {login} sign-in to a password?
      Before I cancel I want to download all my data. Where?
      How do I reset my password?
      I want to change my password.
      Please unlock my account.
      I cannot sign in, it says that my user does not exist.
      How can I change my user name?
      Close my account, please.
      I would like to invite {count} people to our workspace.
      The verification mail {missing}.
      Which permissions does a guest have?
      My profile has the wrong e-mail address.
      I think that my account was hacked.
      Turn off the two-factor sign-in for {person}, please.`),
    shipping: list(`My parcel {number} has not arrived; the tracking says {place}.
      The {item} came damaged, the box was {broken}.
      I got a {item} in the wrong size. How do I send it back?
      When will my order of the {item} be delivered?
      Can you send it to another address? I am away in {month}.
      The courier left the {item} with nobody I know.
      One {item} of two is missing in parcel {number}.
      Please cancel the delivery of my {item}, it is not needed any more.
      Do you deliver to {country}, and how long does it take?
      I ordered a {item} on Monday and the status is still “packing”.
      You sent me a {item}, but I ordered a {item}.
      The driver rang at the wrong house again. Parcel {number}.
      Is the {item} in stock? The page does not say when it ships.
      The return label for the {item} {missing}.
      I paid for express and the {item} took a week.
      Customs want a paper from you for parcel {number}.
      Where can I pick up parcel {number}? The note is unreadable.
      I changed the address in my account, but the {item} went to the old one.
      Where is my order?
      My delivery is late, it was due on Monday.
      The package was stolen from my door.
      How much is shipping to {country}?
      I want to return the {item}.
      The {item} is broken, please send a new one.
      Has my order {number} been shipped yet?
      The tracking number {number} does not work.
      I received the wrong {item}.
      Please leave the parcel with my neighbour.
      Can I still change the delivery address of order {number}?
      The {item} has arrived, but a part is missing.`),
    feedback: list(`It would be {great} if the {app} had a {feature}.
      Just wanted to say that your {app} is {great}. Thank you!
      Please bring back the {feature}, everybody in our team used it.
      Suggestion: a {feature} would save us hours.
      The new design is {great}, but I miss the {feature}.
      Do you plan a {feature} this year?
      {person} in support was {great}, thank you!
      I would pay more for a {feature}.
      The letters in the {app} are too small for me, could they be larger?
      Why not offer a {feature}, as others do?
      I liked the old {app} more, everything takes one more click now.
      Your packaging uses a lot of plastic. Paper would be {great}.
      Idea: let me sort my orders by date in the {app}.
      You asked how I like it: {great}, except for the colours.
      A shorter invoice that fits on one page would be {great}.
      The {item} is {great}, we have ordered it for the whole office.
      Could you add a {feature}? I have to do it by hand after each export.
      Keep up the good work, the update is {great}.
      I love the new {feature}!
      Please add a {feature}.
      I miss a {feature}.
      You should make the {app} simpler.
      Thanks for the quick help, it was {great}.
      My wish for next year: a {feature}.
      The colours are hard to read, please think of older people.
      What I do not like: too many clicks to {act}.
      Have you thought about a {feature}?
      We are very happy with your service.
      It would be nice to {act} with one click.
      A small idea for the {app}: a {feature}.`),
  },
  slots: {
    charged: list(`charged twice | billed too much | charged after I had cancelled | charged the wrong amount
      charged in dollars instead of euros`),
    month: ['January', 'March', 'May', 'last month', 'August', 'October', 'December', 'this quarter'],
    refund: [
      'refund the difference',
      'pay it back',
      'correct the invoice',
      'credit it to us',
      'look into it',
    ],
    amount: ['$49', '€120', '$299', '$1,050', '£80', '€19.90'],
    card: ['credit card', 'bank account', 'company card', 'debit card', 'PayPal'],
    plan: ['Basic', 'Team', 'Business', 'yearly'],
    count: ['3', '5', '8', '12', '25'],
    app: ['app', 'website', 'dashboard', 'desktop program', 'mobile app', 'plug-in', 'portal'],
    crashes: ['crashes', 'freezes', 'hangs', 'closes by itself', 'shows a blank page', 'stops responding'],
    act: list(`upload a file | open a report | click on save | start a search | print | add a comment | open an invoice
      change my profile`),
    code: ['500', '404', '503', 'E-1042', 'ERR_TIMEOUT', '429'],
    file: ['CSV', 'PDF', 'Excel', 'calendar'],
    percent: ['50%', '80%', '99%', 'the end'],
    hour: ['9:00', 'noon', 'last night', 'this morning', 'yesterday'],
    missing: ['never arrives', 'has expired', 'does not come, not in spam either', 'has a broken link'],
    login: ['Google', 'company', 'Microsoft', 'old'],
    number: ['4711', '20931', '88-120', 'A7731', '305518'],
    place: list(
      `“on its way” for ten days | delivered, but it is not here | “returned to sender” | nothing at all`,
    ),
    place2: ['another city', 'Brazil', 'a Linux computer', 'last night'],
    country: ['Norway', 'Chile', 'Switzerland', 'Japan', 'the islands'],
    item: ['chair', 'lamp', 'monitor', 'jacket', 'keyboard', 'coffee machine', 'desk', 'backpack'],
    broken: ['open', 'wet', 'crushed', 'torn'],
    great: ['great', 'wonderful', 'really helpful', 'lovely', 'brilliant', 'perfect'],
    feature: list(`dark mode | calendar view | keyboard shortcut | weekly report | Chinese version | bulk edit
      way to undo | map of all parcels | reminder before each payment`),
    person: ['Sam', 'Leila', 'Mr Brandt', 'Joana', 'Kim'],
  },
  around: {
    before: ['', '', '', '', 'Hello,', 'Hi team,', 'Good afternoon.', 'Dear support,', 'Hi,', 'Second try:'],
    after: list(`Thanks in advance. | Kind regards, {person} | It is urgent. | Please advise. | Can you help?
      We are on the {plan} plan. | My order is {number}. | I use the {app}.`).flatMap((end) => [end, '', '']),
  },
}
