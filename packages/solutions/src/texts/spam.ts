import { list, type Phrases } from './make-texts.ts'

/** Unwanted mails, from the crude to those that look like a letter from one's own bank. */
const spamMails = list(`You have {won} {prize}! {claim} {badlink}
  {urgent} your {account} will be {closed}. {claim} {badlink}
  Lose {number} kilos in {number} days with {cure}. {order}
  Make {money} a week from home, no experience needed. {order}
  {goods}, {discount} off, only today. {order} {badlink}
  Hello dear friend, I am {prince} and need your help to move {fortune}. Send me your {details}.
  {prize} is waiting for you. Just pay {money} for the delivery: {badlink}
  Your loan of {fortune} is approved. No credit check. {order}
  {lonely} near you wants to meet tonight. {claim} {badlink}
  Double your {coins} in {number} days, guaranteed. {order}
  We could not deliver your parcel because {money} of duty is unpaid. {claim} {badlink}
  Your e-mail was chosen to receive {fortune}. Reply with your {details}.
  I was on your website and saw that it is not on page one of Google. We offer {seo} from {money} a month. {hook}
  Our records show that your {account} was used from {place}. If this was not you, {verify} {badlink}
  We noticed a problem with your last payment. To keep {service}, {verify} {badlink}
  Your invoice over {money} is overdue. Open the attached file and pay today to avoid court.
  Dear sir or madam, we are a manufacturer of {parts} with good price and fast shipping. {hook}
  Work with us as a {job}: two hours a day, {money} a week. Send your {details} to start.
  I recorded you through your camera. Send {money} in bitcoin within {number} hours or all your contacts will see it.
  You qualify for a tax refund of {money}. {claim} {badlink}
  Your {account} is almost full. {verify} {badlink}
  Meet {prince}'s secret: {cure}. Doctors are speechless. {badlink}
  Hi, {person} shared a document with you. {verify} {badlink}
  Can you do me a favour? I am in a meeting and need gift cards for {money}. Buy them now and send me the codes.
  Last reminder about your car's warranty. {order}
  Play at our casino with {number} free spins and a bonus of {money}. {badlink}
  Congratulations, winner! {prize} is yours. {claim} {badlink}
  Earn {money} a day with {coins}, no risk. {order}
  Your {account} has been locked. {verify} {badlink}
  Get {goods} at the lowest price. {order}
  I have a business proposal worth {fortune}. Please reply with your {details}.
  Free trial of {cure}! {order}
  You have been pre-approved for a credit card with a limit of {fortune}. {order}
  Claim your {money} bonus before it expires. {badlink}
  Dear beneficiary, {fortune} was left to you by {prince}. Send your {details} for the transfer.
  Unpaid toll of {money}. Pay now or face a fine: {badlink}
  Want more customers? {seo} for only {money}. {hook}
  Your payment of {money} was declined. {verify} {badlink}
  {lonely} has sent you a private message. {badlink}
  Buy {goods} and save {discount}! {badlink}
  Are you at your desk? I have to pay a supplier quietly today. Tell me how much is in the account.
  As discussed, here is the {document} for you to sign. {badlink}
  Our bank has changed, please pay the next invoice to the new account. The {document} is attached.
  Hi, it is {person}, I have lost my phone. Can you send me {money} until {day}?
  Thank you for your order of {goods} for {money}. If you did not order, {verify} {badlink}`)

/** Mails that people want to read: of work, of friends, and those that machines rightly send. */
const goodMails = list(`Can we move {meeting} to {day}? {reason}
  Thanks for {sent}. I will look at it {when}.
  The {document} is attached. Please tell me {when} whether {detail}.
  Are you coming to {event} on {day}? {person} asks, too.
  Reminder: {meeting} is on {day} at {hour}. {reason}
  {person} called about {topic}. Could you ring back {when}?
  I pushed the fix for {topic}. The tests pass; please review it {when}. {goodlink}
  Dinner at our place on {day}? Bring {person} along.
  Your order of {things} was sent today and should arrive on {day}. Track it here: {goodlink}
  Here are my notes from {meeting}. The open point is {topic}.
  Could you send me the {document} before {meeting}?
  Happy birthday! We miss you at {event}.
  Your payment of {money} for {things} was received. The invoice is attached.
  Your statement for this month is ready. Sign in as usual to read it; we never ask for your password.
  You asked for a new password. The link works for an hour: {goodlink} If it was not you, ignore this mail.
  The parcel from {person} could not be delivered because nobody was at home. Collect it from the post office {when}.
  Newsletter of {event}: what is new on {day}, free entry for members. {goodlink}
  Your subscription renews on {day} for {money}. You can cancel it at any time in your account: {goodlink}
  {person} shared the {document} with you: {goodlink}
  We won the tender! Congratulations to all of you. Details {when}.
  Can you pay {money} to {person} for the tickets? I will transfer it back {when}.
  The bank wants another copy of the {document} for the loan. Do you have it?
  I have looked at your offer for {things}. The price is fine, can you deliver {when}?
  Your appointment at the clinic is on {day} at {hour}. Call us if you cannot come.
  Free this {day}? I have a spare ticket for {event}.
  Somebody signed in to your account from {place}. If it was you, there is nothing to do.
  Sorry, I clicked the wrong button and you got the {document} twice. {reason}
  Let me know {when} whether {detail}.
  Please find the {document} attached. {reason}
  Do you have time for {meeting} {when}?
  I will be late for {meeting}. {reason}
  Attached are the pictures from {event}.
  Your ticket for {event} on {day} is attached. Show the code at the door.
  Your table for two is booked for {day} at {hour}.
  Can somebody cover my shift on {day}? {reason}
  The invoice for {things} over {money} is attached, payable within 30 days.
  {person} and I have talked about {topic}. We should decide {when}.
  What do you think about {topic}? I would wait until {day}.
  The minutes of {meeting} are below. Please correct them {when}.
  Your receipt from the shop: {things}, {money}. Thank you for your visit.
  We changed our terms. Nothing changes for your plan; you can read them here: {goodlink}
  Spring sale at the garden centre: {things} and more at {discount} off until {day}. {goodlink}
  You have won the raffle of {event}! {person} keeps your prize, a cake, until {day}.
  Your credit card expires soon. Please bring the new one to your next visit.
  Last call: who comes to {event} on {day}? Reply by noon, the order goes out today.
  Your free trial ends on {day}. If you like it, you need not do anything: {goodlink}
  Urgent: the server room is at 40 degrees, can somebody look now? {person} has the key.`)

export const spam: Phrases = {
  habits: 'hasty',
  apart: 'sentences',
  labels: { spam: spamMails, 'not spam': goodMails },
  slots: {
    won: list(
      `won | been selected to win | been chosen as the lucky winner of | qualified for | not yet picked up`,
    ),
    prize: list(`a free iPhone | a $1,000 gift card | a luxury cruise | a brand new car | two free tickets
      a smart TV | a weekend in Dubai | a shopping voucher`),
    claim:
      list(`Click now: | Claim it today: | Act now before it expires: | Verify here: | Log in immediately:
      Only today: | Confirm your details: | Tap the link:`),
    badlink: list(`http://win-big.example | http://bit.example/x7 | www.free-gift.example
      http://secure-login.example/verify | https://parcel-fee.example/pay | http://185.0.2.14/login
      https://account-check.example | http://top-offers.example/?id=8841 | https://my-bank-help.example`),
    goodlink:
      list(`https://shop.example/orders/20931 | https://docs.example/d/8f2 | https://code.example/pull/512
      https://club.example/news | https://mail.example/reset | www.theatre.example/program
      https://intranet.example/wiki/minutes | https://post.example/track`),
    urgent:
      list(`URGENT! | Security alert: | Dear customer, | WARNING!! | Last chance: | Final notice: | Attention,
      Important:`),
    account: list(`bank account | mailbox | PayPal account | credit card | cloud storage | online banking
      streaming account`),
    closed: list(`suspended within 24 hours | blocked today | deleted | limited for security reasons
      closed unless you confirm it`),
    verify: list(`confirm who you are here: | update your details now: | sign in within 24 hours:
      click below to keep it: | review your data at once:`),
    number: ['3', '5', '7', '10', '14', '24', '30', '48', '50'],
    cure: list(`this one weird trick | our miracle pills | a secret berry | the diet doctors hate
      a tea from the Himalaya | a patch you wear at night`),
    order:
      list(`Order now! | Limited offer, buy today! | Call free 0800 555 0199. | Reply YES to start. | Sign up FREE!
      Apply in two minutes. | Do not miss it. | Offer ends at midnight.`),
    hook: list(`Shall I send you our prices? | May I call you tomorrow? | Just reply “yes”.
      Are you the right person to talk to? | We look forward to your kind inquiry.`),
    money: ['$500', '$1,999', '$3,000', '$49', '€750', '$12.90', '£30', '€1.99', '$240'],
    goods:
      list(`Designer watches | Pills without prescription | Replica handbags | Software licences | Real followers
      Sunglasses | Ink cartridges`),
    discount: ['80%', '90%', '70%', 'up to 95%', '60%'],
    prince: list(`a prince | the widow of a banker | a lawyer in London | a general | a dying millionaire
      the son of a minister`),
    fortune: ['$2,500,000', '$10,000', '$850,000', '£1,000,000', '$25,000', '$7.2 million'],
    details: list(
      `bank details | account number | passport copy and phone number | full name and address | card number`,
    ),
    lonely: ['A lonely single', 'Natasha, 27,', 'A hot date', 'Somebody special'],
    coins: ['bitcoin', 'crypto', 'investment', 'savings', 'pension'],
    seo: list(`first-page ranking | professional SEO | a new web design | an app for your business
      10,000 verified e-mail addresses`),
    service: ['your membership', 'watching', 'your account', 'your mailbox', 'your domain'],
    parts: ['LED lights', 'solar panels', 'packing machines', 'steel pipes', 'phone cases'],
    job: ['mystery shopper', 'payment agent', 'home assistant', 'parcel manager'],
    meeting:
      list(`our call | the review | the team meeting | lunch | the interview | the workshop | the board meeting
      parents' evening`),
    day: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
    reason:
      list(`I have the dentist then. | Something came up at work. | The train is late. | The room is taken.
      No need to prepare anything. | Sorry for the short notice. | The numbers were not ready.`),
    sent: list(`the slides | the draft | your message | the pictures | the quick answer | the invoice | your offer
      the lovely evening`),
    when: [
      'tomorrow',
      'this week',
      'after lunch',
      'on Friday',
      'tonight',
      'by the end of the month',
      'today',
    ],
    document: list(
      `contract | report | agenda | budget | travel plan | spreadsheet | invoice | guest list | lease`,
    ),
    detail: list(`the numbers are right | page three is clear | the date works | something is missing
      you want to change anything`),
    event: list(
      `the party | football practice | the conference | the school concert | book club | the film festival`,
    ),
    person: ['Anna', 'Mr Okafor', 'Mum', 'Li Wei', 'the neighbour', 'Sofia', 'Tom', 'Dr Haas', 'Priya'],
    hour: ['9:00', '10:30', 'noon', '14:00', '16:15'],
    topic: list(
      `the login page | the heating | the new hire | the holiday | the release | the budget | the roof`,
    ),
    things: list(
      `two books | printer paper | running shoes | a desk lamp | coffee beans | a phone case | 40 chairs`,
    ),
    place: ['a new device', 'Warsaw', 'an unknown browser', 'another country', 'a phone in Lagos'],
  },
  around: {
    before: ['', '', '', 'Hi,', 'Hello,', 'Good morning,', 'Dear all,', 'Dear customer,', 'Hey,'],
    after:
      list(`Thanks! | Best regards | See you | Have a nice day | Regards, {person} | Kind regards, the team
      Sent from my phone | Yours, {person}`).flatMap((end) => [end, '']),
  },
}
