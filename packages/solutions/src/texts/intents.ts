import { list, type Phrases } from './make-texts.ts'

export const intents: Phrases = {
  habits: 'hasty',
  apart: 'sentences',
  labels: {
    book_flight: list(`{please} book a flight {trip} {when}
      I need {seat} {trip} {when}
      fly me {trip} {when}
      are there flights {trip} {when}
      I want to fly {trip}, leaving {when}
      get me plane tickets {trip}
      find the cheapest flight {trip} {when}
      I have to be in {city} {when}, what leaves before {hour}
      we are {count} people going {trip} {when}
      is there a nonstop {trip}
      {please} reserve {seat} on the {hour} to {city}
      how much is a ticket {trip} {when}
      {trip} {when}, {seat} if possible
      can I still get on the plane {trip} tonight
      look for a trip {trip} {when}
      change of plans, I need to get {trip} {when}
      book me on anything {trip}, the weather there is better
      check flights {trip} for {count} people
      I need to travel {trip} {when}
      buy {seat} {trip}
      show me flights {when}
      what airlines fly {trip}
      book flight {city} {when}
      get {seat} for the plane {trip}
      can you find me a flight {trip}
      I would love to fly {trip} {when}
      one way {trip} {when}
      business class {trip}, what does it cost
      arrange my journey {trip} {when}`),
    cancel_booking: list(`{please} cancel my {booking}
      I cannot travel {when}, drop my {booking}
      call off the {booking} {when}
      how do I cancel a {booking}
      I do not need the {booking} any more
      get rid of my {booking} {trip}
      we are not going {trip} after all
      {please} undo the {booking} I made yesterday
      take me off the flight {trip}
      can I get my money back for the {booking}
      my plans changed, no {booking} {when}
      I booked the wrong {booking}, remove it
      scrap the {booking} for {city}
      what does it cost to cancel the {booking} {when}
      cancel everything {when}
      I want to return my ticket {trip}
      it will {rain} in {city}, so cancel the {booking}
      cancel {booking}
      delete my {booking} {when}
      I have to cancel my trip {trip}
      forget the {booking}, I am staying home
      please refund my {booking}
      annul the {booking} for {count} people
      we will not need the {booking} {when}
      I made a mistake with the {booking}, cancel it please
      is it too late to cancel my {booking}
      stop the {booking} {trip}
      withdraw my {booking}
      no longer going {trip}, cancel please`),
    weather: list(`what is the weather in {city} {when}
      will it {rain} in {city} {when}
      do I need an umbrella in {city}
      how {warm} is it in {city} {when}
      forecast for {city} {when}
      is it going to {rain} {when}
      what should I wear in {city} {when}
      how many degrees do we get {when}
      is it {warm} enough for a swim {when}
      tell me if it will {rain} before {hour}
      what is it like outside
      any storms coming to {city}
      when does the sun set in {city} {when}
      will my flight {trip} be late because of snow
      does it ever {rain} in {city}
      should I water the plants or will it {rain} {when}
      {city} {when}, {warm} or not
      weather {city}
      what is the temperature in {city}
      how is the weather {when}
      give me the weather forecast for {when}
      will there be rain in {city} {when}
      is it raining in {city}
      how cold will it get in {city} {when}
      is snow expected {when}
      show me the temperature outside
      will the sun shine {when}
      what is the humidity in {city}
      is a jacket enough in {city} {when}`),
    play_music: list(`{please} play {music}
      put on {music}
      I want to hear {music}
      turn on {music} in the {room}
      start my {list} playlist
      next song please, something like {music}
      {please} shuffle my {list} songs
      skip this one
      louder, and play {music}
      what about {music} for {hour}
      play what I heard {when} in the {room}
      I am in the mood for {music}
      something for the {list}, maybe {music}
      repeat that song
      find the song that goes on about {city}
      stop this and put on {music}
      play the radio from {city}
      play music
      can you play {music} in the {room}
      play a song by the Beatles
      turn the music up
      put my {list} playlist on
      let me hear {music}
      pause the music
      I feel like listening to {music}
      change the song
      play {music} again
      more songs like {music}
      start {music} {when}`),
    set_alarm: list(`{please} wake me at {hour}
      set an alarm for {hour} {when}
      alarm at {hour}
      remind me at {hour} to {chore}
      set a timer for {count} minutes
      do not let me forget to {chore} {when}
      I have to get up at {hour} {when}
      {please} ring at {hour}
      tell me when {count} minutes are over
      move my alarm to {hour}
      I need to {chore} at {hour}, remind me
      wake me with {music} at {hour}
      get me out of bed by {hour}
      in {count} minutes I have to {chore}
      my flight {trip} leaves at {hour}, wake me in time
      every weekday at {hour}
      beep when it is {hour}
      set my alarm to {hour}
      wake up call at {hour} {when}
      new alarm, {hour}
      cancel my alarm and set it to {hour}
      start a timer, {count} minutes
      remind me to {chore} at {hour}
      set a reminder to {chore} {when}
      alarm in {count} minutes
      can you wake me up {when} at {hour}
      I must not oversleep, {hour} please
      count down {count} minutes
      I want to wake up at {hour}`),
    greeting: list(`{hello}
      {hello} {bot}
      {hello}, how are you
      {hello}, nice to meet you
      {hello} {bot}, what is new
      {hello}, are you there
      {hello}, how is it going {when}
      {bot}, {hello}
      {hello} from {city}
      long time no see {bot}
      {hello}, I am back
      {hello}, how was your day
      how do you do {bot}
      {hello}, it is me again
      what is up {bot}
      {hello} to everybody in the {room}
      pleased to meet you {bot}
      {hello} and welcome
      {hello}, anybody home
      hey {bot}, {hello}
      {hello} there {bot}
      how are you today {bot}
      how are things {bot}
      just wanted to say {hello}
      {hello}, good to see you
      {hello}, nice to see you again
      how have you been
      {hello}, what a day
      are you there {bot}`),
  },
  slots: {
    please: list(`please | could you | can you | hey, | would you please | I would like you to | quickly`),
    seat: list(`a seat | two tickets | a ticket | an aisle seat | the cheapest flight | a window seat`),
    trip: list(
      `to {city} | from {city} to {city} | to {city} and back | from here to {city} | back from {city}`,
    ),
    city: list(`Paris | Lagos | Shanghai | Berlin | Toronto | Lima | Oslo | Mumbai | Beijing | Madrid | Cairo | Sydney
      Denver | Seoul`),
    when: list(`today | tomorrow | on Monday | next week | on Friday evening | this weekend | in May | tonight
      on the 12th | in the morning`),
    booking: list(`flight | reservation | booking | hotel room | trip | ticket | table | rental car`),
    rain: ['rain', 'snow', 'be sunny', 'be windy', 'freeze', 'storm', 'hail', 'be cloudy'],
    warm: ['warm', 'cold', 'hot', 'humid', 'mild'],
    music:
      list(`some jazz | the Beatles | rock music | a piano concerto | my favourite song | something calm | hip hop
      the new album | a love song | birds singing | anything by Adele`),
    room: ['kitchen', 'living room', 'bedroom', 'car', 'garden'],
    list: ['workout', 'morning', 'party', 'sleep', 'travel'],
    hour: ['six', 'seven thirty', '8 am', 'noon', '5:45', 'ten tonight', 'half past nine'],
    count: ['five', '10', '15', 'two', '45', 'three'],
    chore:
      list(`call mum | take the pills | water the plants | feed the cat | leave for work | book the flight
      check the weather | cancel the gym`),
    hello: list(
      `hello | hi | good morning | good evening | hey there | greetings | hiya | hi again | good day | howdy`,
    ),
    bot: ['assistant', 'robot', 'my friend', 'computer', 'you', 'buddy'],
  },
  around: {
    before: ['', '', '', '', '', 'ok', 'so', 'um', 'listen,', 'hey'],
    after: ['', '', '', '', '', 'thanks', 'please', 'if you can', 'ok'],
  },
}
