/**
 * Sentences of customers, written by ourselves for this house: what the model of kinds learns from. No data of others is in here.
 * Add to it where the model is wrong; `verona quality` shows what changed.
 */
import type { Example } from './classifier.ts';

const of = (label: string, sentences: string): Example[] =>
  sentences
    .trim()
    .split('\n')
    .map((text) => ({ label, text: text.trim() }));

export const seed: readonly Example[] = [
  ...of(
    'experience',
    `
    I ordered on Monday and it came on Thursday
    Picked the parcel up at the shop this morning
    The agent sent me a link and I filled in the form
    I have had this phone for two years now
    We stayed two nights and had the room on the third floor
    The app asked me to log in again after the update
    My package was left with the neighbour
    I changed my plan from basic to family last month
    Delivery took four days
    The box arrived with a small dent on one side
    Checked in online and went straight to the gate
    I tried the blue one and then the black one
    They called me back on Friday afternoon
    The refund reached my account after a week
    I usually buy two packs every month
    Set it up yesterday with my son
    I have been using the service since January
    The courier came at nine and I was at work
    I returned the shoes and got a voucher
    The colour is a bit darker than in the picture
    It is the same size as my old one
    We moved house so I updated the address
    I spoke to someone named Carla in the chat
    The invoice shows two lines for the same month
    I got the confirmation mail but no tracking number yet
    I paid with my card and the order shows as processing
    The seat was in row twelve by the window
    My order number is 12345 and my name is on the account
    Here is the photo of the label you asked for
    The meeting was moved to next week and I have the new time
    It took me three minutes to register
    The new menu is on the left side now
    I attach the receipt from the store
    I bought it in the shop in town last spring
    The parcel is at the depot according to the tracking page
    We waited at the counter and then a colleague came
    I use it mostly on weekends for running
    The subscription renewed on the first of the month
    I installed the latest version on my tablet
    The lamp came without a bulb
    I am writing about the contract I signed in May
    I sent the form by post last Tuesday
    The technician was here and replaced the cable
    My battery lasts about a day
    The shirt shrank a little after the first wash
    I already have an account with another mail address
    The page shows a code 502 when I open the basket
    It rained so the match was postponed and we kept the tickets
    I have two children and we use the family card
    The engine makes a noise when it is cold
    `,
  ),
  ...of(
    'appreciation',
    `
    Thank you so much, that solved it
    Your support team is wonderful
    Best purchase I have made this year
    Really happy with how quickly you sorted this out
    The staff were kind and patient with my mother
    I love the new design
    Great job everyone
    Everything arrived early and well packed
    Five stars from me
    The agent went above and beyond for us
    So pleased with this coat
    Big thanks to Luca at the front desk
    You made my day
    What a lovely surprise in the box
    This is exactly what I needed, brilliant
    I have recommended you to all my friends
    Perfect, thanks
    Your app just works and I love that
    The room was spotless and the breakfast delicious
    Amazing quality for the price
    Thanks for the quick reply
    I am impressed by how easy that was
    The best service I have had in years
    Kudos to the team behind this release
    Wonderful experience from start to finish
    It fits like a glove, delighted
    Much appreciated
    Love this feature
    You guys rock
    The driver was so friendly
    Superb, will order again
    Happy customer here
    The new update is fantastic
    I appreciate your help with the refund
    Such a beautiful store and helpful people
    Well done, the checkout is so smooth now
    I could not be happier with my new bike
    Fast delivery and great communication
    Excellent, thank you for fixing it the same day
    Thanks again, you saved our holiday
    Your coffee is the best in town
    The kids adore it
    I was nervous but the nurse was so gentle, thank you
    A pleasure to deal with
    Great value and great people
    Honestly the nicest airline crew ever
    Thumbs up for the new packaging
    It works perfectly, cheers
    I am so grateful for your patience
    The concert was magical and the seats were great
    `,
  ),
  ...of(
    'curse',
    `
    This is the worst company I have ever dealt with
    Nobody answers the phone and nobody cares
    You charged me twice and refuse to give it back
    My flight was cancelled and you left us at the airport all night
    Total waste of money
    The product broke after two days, garbage
    I am sick of your excuses
    Your agent hung up on me
    Three weeks and still no refund, this is theft
    Never buying from you again
    The app crashes every single time, useless
    You lost my luggage and you do not even answer
    What a joke of a service
    I have been on hold for two hours
    Your website is broken and your chat is dead
    Disgusting food and a rude waiter
    You lied about the delivery date
    The worst customer service on the planet
    I want my money back now
    Shame on you for treating people like this
    Late again, as always
    This is unacceptable
    You sent the wrong item for the third time
    Absolute rubbish, do not buy
    Your staff were arrogant and did nothing
    I am furious
    Stuck on the runway for three hours with no information
    Terrible, just terrible
    You cancelled my order without telling me
    It stopped working after one week and nobody replies to my mails
    How can you be this incompetent
    I am done with you, cancelling today
    My bag is gone and you do not care
    Another delay, another missed connection, thanks for nothing
    The bill is wrong again and I have to call again
    Scam, stay away
    You ruined our holiday
    Still waiting, still ignored
    The room was filthy and the manager laughed at us
    Your new update destroyed the app
    I have explained this five times and nobody listens
    The seat was broken and the crew did not care
    Pathetic response from your team
    You should be ashamed
    The parcel was soaked and everything inside was ruined
    Fix your system, it is a disaster
    I was promised a call back and nobody called
    Overpriced and badly made
    Worst flight of my life
    You keep sending me to another department, nobody helps
    `,
  ),
  ...of(
    'question',
    `
    How do I change my password
    When will my order arrive
    Can I pay with two cards
    What is the return policy for shoes
    Do you ship to Norway
    Is the shop open on Sunday
    Where can I find my invoice
    Could you tell me the status of my claim
    What does error 42 mean
    I would like to know whether the warranty covers the screen
    How long does a refund take
    Which size should I take if I am between two
    Does the basic plan include support
    Can you help me with the login
    Is there a student discount
    I am wondering if the blue one is back in stock soon
    What time does the train leave
    Who do I contact about billing
    Can I change my seat after booking
    How much does it cost to send it back
    Please let me know how to cancel the trial
    Any update on my ticket
    Are dogs allowed in the hotel
    Can somebody explain the charge from March
    How can I download my data
    Will there be a sale in January
    Why was my payment declined
    Do I need a passport for this flight
    Tell me how to reset the device please
    Is it possible to pick it up in the store
    What are your opening hours
    Could someone call me about the contract
    Need help with my reservation number
    I do not understand how the points work
    Not sure how to add a second user
    Where is my parcel
    May I bring a second bag
    Is my account still active
    What happens if I miss the delivery
    Can you confirm that you received my documents
    How many people fit in the cabin
    When does the offer end
    Does it work with the old charger
    Can I get an invoice with my company name
    I cannot find the button to export, where is it
    What is the difference between the two plans
    Please tell me if the restaurant has vegetarian food
    How do I unsubscribe from the newsletter
    Which number should I call from abroad
    I want to know if my booking includes breakfast
    `,
  ),
  ...of(
    'want',
    `
    I wish you had size 48
    Please add a dark mode
    It would be great if I could pay by bank transfer
    You should offer same day delivery
    I would love to see more colours
    Please bring back the old menu
    A way to export to a spreadsheet would help a lot
    If only there was a later train
    You need to have a vegetarian option
    Could you add a filter for price
    It would be nice to have longer opening hours
    I want to be able to change the date myself
    Any plans to support two languages
    There should be a button to undo
    I miss a search in my orders
    Feature request, sort by date
    Would love a shop in our town
    Why not offer a family ticket
    Please consider free returns
    I would buy it if you had it in green
    The app needs a widget
    Having a weekly summary by mail would be useful
    I hope you will add support for my watch
    It lacks a zipper in the inside pocket
    Please make the font larger
    An offline mode would be wonderful
    I would pay more for a quieter room
    You should let us choose the delivery hour
    Please stock more large sizes
    It would help if the invoice came automatically
    My suggestion is a shared basket for families
    We need an option for gluten free bread
    Please allow more than one address
    I would like to have a reminder before the renewal
    Let people log in with their phone number
    Wish there were more direct flights
    A refill pack would be better for everyone
    Make it possible to pause the subscription
    It should be possible to book for a friend
    Would you consider opening on Sundays
    I suggest adding charging points in the lounge
    More vegan dishes please
    A smaller size for children would be perfect
    I want a version without sugar
    Please give us a way to block calls
    Can you make one for left handed people
    It would be good if the chat kept its history
    I am missing an overview of all my contracts
    Bring the loyalty card back
    Support for USB-C would be welcome
    `,
  ),
];
