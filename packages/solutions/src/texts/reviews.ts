import { list, type Phrases } from './make-texts.ts'

export const reviews: Phrases = {
  habits: 'hasty',
  apart: ['horror', 'weak', 'nice', 'joy'],
  labels: {
    '1 star': list(`{horror} {horror} {never}
      {worst} {horror} {never}
      {horror} {weak} {never}
      {worst} {weak} {horror}
      Zero stars if I could. {horror} {never}
      {horror} {but} Still, {never}
      {plain} {horror} {horror}
      {worst} {never}
      {weak} {weak} {never}
      We had booked for a week. {horror} {never}`),
    '2 stars': list(`{weak} {but} {meh}
      Disappointing. {weak} {meh}
      {weak} {weak} {meh}
      Expected more. {weak} {but}
      {horror} {but} {meh}
      {plain} {weak} {weak}
      {nice} But {weak} {weak}
      {weak} {weak} {but}
      {middle} {weak} {meh}
      {horror} {nice} {meh}`),
    '3 stars': list(`{middle} {but} {weak}
      {middle} {plain} {small}
      Average stay. {plain} {middle}
      {nice} However, {weak} {middle}
      {weak} On the other hand, {nice} {middle}
      {plain} {plain} {middle}
      {nice} {weak}
      {middle} {nice} {weak}
      {plain} {small} {but}
      {weak} {middle} {but}`),
    '4 stars': list(`{nice} {small}
      {nice} {nice} {small}
      Good stay. {nice} {small}
      {nice} {plain} Would come again.
      {joy} {small}
      {nice} {joy} {small}
      {weak} Apart from that, {nice} {nice}
      {nice} {nice} {plain}
      Nearly perfect. {joy} {small}
      {middle} {nice} {nice}`),
    '5 stars': list(`{best} {joy} {again}
      {joy} {joy} {again}
      {best} {again}
      Everything was perfect. {joy} {again}
      {joy} {nice} {again}
      {best} {nice} {joy}
      {nice} {nice} {again}
      {plain} {joy} {joy}
      {small} Who cares: {joy} {again}
      {best} {joy} {joy}`),
  },
  slots: {
    worst: list(`Worst hotel of my life. | A nightmare from start to end. | Absolutely disgusting.
      A complete disaster. | I have never been treated like this. | Where do I begin? | Horrible. | Terrible from start to end. | Shameful. | The worst stay ever.
      Awful in every way. | A scandal.`),
    horror: list(`There were insects in the bed. | The {room} was filthy. | The staff shouted at us.
      They charged us twice and refused to pay back. | The {room} stank of smoke. | No hot water for three days.
      Somebody had slept in the sheets before us. | Money was taken from our {room}. | The ceiling dripped on the bed.
      They gave our {room} to others and sent us away. | There was mould on every wall. | The lock did not close.
      The manager laughed at our complaint. | Our son got sick from the dinner. | There was blood on the towel. | They threatened to call the police.
      The toilet overflowed and nobody came. | We found a rat in the kitchen. | It is a fraud, the pictures are fake.
      The staff were drunk and rude. | The receptionist was rude. | Dirty sheets and dirty towels. | The carpet was wet and rotten.`),
    never:
      list(`Never again! | Stay away. | We left after one night. | I want my money back. | Avoid this place.
      Do yourself a favour and go elsewhere. | I have reported them. | Not even for free. | Do not book here. | This place should be closed.
      You have been warned.`),
    weak: list(`The {room} was small and worn. | Breakfast was poor. | The {room} was too loud to sleep.
      The staff had little time for us. | The internet hardly worked. | Too expensive for what you get.
      We waited forty minutes to check in. | The heating could not be turned down. | The pool was closed.
      The view was of a wall. | The mattress sagged. | Towels were not changed. | The lift was out of order. | The service was slow. | Dinner was bland and cold.
      The walls are thin. | The shower was only lukewarm. | Nothing works as it should. | The staff seemed bored. | The receptionist was curt.
      The {room} smelled stale.
      They had lost our booking at first.`),
    but: list(`At least the location was fine. | The bed was okay, though. | The view made up for some of it.
      One waitress tried her best. | The shower was good. | They did apologise. | Parking was easy, at least.`),
    meh: list(`I would look elsewhere next time. | Not what the pictures show. | I cannot really recommend it.
      Once is enough. | For that price I expected better. | A pity. | Rather disappointing. | We will not be back.
      Below average. | It needs work.`),
    middle: list(`It was okay for one night. | Nothing special, nothing bad. | The {room} was acceptable.
      Fair for the price. | Neither good nor bad. | You get what you pay for. | Fine if you only sleep there.
      An ordinary hotel. | Some things were good, some were not. | Average. | It was okay, no more.
      Decent, but I would not travel for it. | So-so. | Acceptable for a stopover. | Mixed feelings.`),
    plain: list(`Breakfast had the usual things. | Check-in took ten minutes. | The {room} had what you need.
      It is near the station. | We stayed three nights in {month}. | There is a bar on the ground floor.
      Our {room} was on the second floor. | I was here for work. | We came with two children. | It has sixty rooms. | Parking is behind the house. | The lobby is on the left.`),
    nice: list(`The {room} was clean and bright. | Friendly staff and a good breakfast. | Comfortable beds.
      Great location near the centre. | The pool was nice for the children. | We liked the quiet garden.
      Check-in was quick and kind. | The coffee was good. | You can walk everywhere. | Large bathroom, strong shower.
      The {room} was bigger than we thought. | Good value. | Helpful tips from the reception. | The service was good. | Nice view from the balcony. | Dinner was tasty.
      A pleasant place with kind people. | Clean and modern. | The beach is close. | Everything works as it should.`),
    small: list(`Only the parking was expensive. | The lift was a bit slow. | The pillows could be softer.
      A small minus for the weak wifi. | Just the coffee could be better. | The street is a little loud.
      Breakfast ends too early for us. | A kettle in the {room} would be nice. | The wifi could be faster. | The bar closes early.
      A little pricey. | The bathroom is a bit dated.`),
    best: list(`The best hotel we have ever stayed at! | Simply wonderful. | A dream of a place.
      Outstanding in every way. | I have no words. | Pure luxury. | Ten out of ten. | Absolutely amazing! | Perfect from start to end. | Heaven on earth.
      Exceptional. | Best holiday ever.`),
    joy: list(`The staff thought of every little thing. | The {room} was gorgeous, with a view of the sea.
      Breakfast was heavenly. | They even had a cake for my birthday. | Spotless, quiet and so beautiful.
      The spa was amazing. | They upgraded us to a suite for nothing. | The owner drove us to the airport.
      We have never slept so well. | Dinner on the roof was unforgettable. | Everybody knew our names. | The food was out of this world. | Breathtaking view from every window.
      Such warm and wonderful people. | Every detail is beautiful. | They surprised us with champagne.`),
    again: list(`We will be back every year. | I recommend it to everybody. | Thank you for a perfect week!
      Worth every cent. | We did not want to leave. | See you in {month}! | Already booked again. | We loved every minute. | Five stars are not enough. | I cannot wait to return.`),
    room: ['room', 'apartment', 'suite', 'double room', 'bungalow'],
    month: ['May', 'July', 'autumn', 'the spring', 'December'],
  },
  around: {
    before: ['', '', '', '', '', 'Weekend trip.', 'Business trip.', 'Our honeymoon.', 'Family holiday.'],
    after: [''],
  },
}
