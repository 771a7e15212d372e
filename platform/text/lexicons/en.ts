import { type Lexicon, list } from './types.ts';

export const en: Lexicon = {
  negations: list(
    "not, no, never, don't, didn't, doesn't, isn't, wasn't, aren't, can't, cannot, won't, without, nothing, hardly",
  ),
  stop: list(
    "a, about, after, again, all, also, am, an, and, any, are, aren't, as, at, be, because, been, before, being, but, by, can, can't, could, did, didn't, do, does, doesn't, doing, don't, for, from, get, got, had, has, have, having, he, her, here, him, his, how, i, i'd, i'll, i'm, i've, if, in, into, is, isn't, it, it's, its, just, me, more, most, my, no, not, now, of, off, on, once, one, only, or, other, our, out, over, own, please, really, same, she, should, so, some, such, than, that, that's, the, their, them, then, there, these, they, this, those, though, through, to, too, under, until, up, us, very, want, was, wasn't, we, were, what, when, where, which, while, who, why, will, wish, with, won't, would, yes, you, your, hi, hello, hey, dear, thanks, thank, ok, okay, still, even, ever, every, like, much, many, make, made, also, go, going, went, let, lot, thing, things, know, need, sorry, regards, best, today, yesterday, tomorrow, day, days, week, time, times, been, back, two, three, good, great, bad, love, loved, nice, said, say, says, told, amp, rt, via, u, im, dont",
  ),
  want: list(
    'i wish you, i wish there, i wish it, i wish the, wish you had, wish there was, wish there were, would be great if, would be nice if, would be good if, would be helpful if, would love to see, would love it if, would love a, would love an, would like to see, please add, please bring back, please consider adding, please offer, please make it possible, could you add, can you add, you should add, you should have, you should offer, you should make, feature request, suggestion, any chance of adding, any plans to add, looking forward to seeing, i want to be able to, want an option, need an option, needs an option, it should be possible, should be able to, bring back the, hope you add, hope you will add, if only you had, if only there was, missing feature, it lacks, why not add, why not offer, would you consider, i suggest, my suggestion',
  ),
  thanks: list(
    "thank you, thanks, thx, many thanks, much appreciated, i appreciate, we appreciate, well done, kudos, great job, good job, amazing job, great service, excellent service, amazing service, love it, love this, love your, i love, we love, you rock, keep it up, best ever, highly recommend, would recommend, couldn't be happier, so helpful, very helpful, shout out, hats off, lifesaver, you guys are great, you guys are awesome, big fan, impressed",
  ),
  asks: list(
    'how do i, how can i, how to, how long, how much, how many, what is, what are, what time, what does, when will, when is, when do, where is, where can, where do, which one, who do i, why is, why does, why was, can i, can you, could you, could i, do you, does it, does this, is it possible, is there, are there, are you, will it, will you, would it be possible, may i, should i, i would like to know, i want to know, please tell me, please let me know, any update, wondering if, wondering whether, not sure how',
  ),
  complaint: list(
    "worst, terrible, horrible, awful, disgusting, disgrace, disgraceful, ridiculous, unacceptable, pathetic, useless, incompetent, rubbish, garbage, trash, joke, a joke, never again, shame on you, rip off, ripoff, scam, fraud, thieves, liars, lied, lying, fed up, sick of, sick and tired, had enough, waste of money, waste of time, total waste, lost a customer, losing a customer, cancel my account, cancelling, want my money back, give me my money, i demand, report you, sue, lawyer, nobody answers, no one answers, nobody replies, no reply, ignored, ignoring me, hung up on, overcharged, charged twice, wtf, appalling, outrageous, furious, livid, disappointed, disappointing, poor service, bad service, terrible service, horrible service, worst service, doesn't work, does not work, not working, stopped working, broken again, fail, epic fail, not impressed, unhappy, frustrating, frustrated, annoying, annoyed, nightmare, joke of a",
  ),
  offence: list(
    'fuck, fucking, fucked, fucker, fuckers, motherfucker, shit, shitty, bullshit, bitch, bitches, asshole, assholes, ass, dick, dickhead, bastard, bastards, cunt, crap, piss, pissed, damn, idiot, idiots, moron, morons, stupid, dumb, dumbass, retard, retarded, scum, scumbag, trash, garbage, pathetic, loser, losers, disgusting, whore, slut, sucks, suck, wanker, twat, prick, imbecile, clown, clowns, liar, liars, shut up, hypocrite, hypocrites, traitor, crooked, evil, racist, ignorant, coward',
  ),
  hard: list(
    "third time, second time, fourth time, again and again, over and over, several times, multiple times, many times, every time, still waiting, been waiting, still no, still not, on hold, for hours, for weeks, for days, no one answers, nobody answers, called again, had to call, have to call, had to explain, explain again, repeat myself, had to send, asked again, keep asking, keeps asking, passed around, transferred, back and forth, complicated, confusing, hard to find, hard to use, difficult, so difficult, impossible to, can't find, cannot find, couldn't find, can't figure, cannot figure, can't reach, too many steps, runaround, hassle, took forever, takes forever, tried everything, keeps crashing, no answer, two weeks, three weeks",
  ),
  easy: list(
    'so easy, very easy, easy to, easily, effortless, in a minute, within minutes, in minutes, in seconds, right away, straight away, immediately, first time, no hassle, hassle free, smooth, smoothly, seamless, simple, so simple, quick, quickly, fast, super fast, in one click, without any problem, no problem at all, sorted it',
  ),
  anger: list(
    'angry, anger, furious, livid, mad, rage, raging, outraged, outrageous, outrage, fed up, hate, hates, hated, unacceptable, ridiculous, disgusting, disgrace, scam, thieves, liars, annoyed, annoying, irritated, irritating, pissed, wtf, worst, terrible, awful, horrible, fuck, fucking, shit, bullshit, idiot, idiots, stupid, infuriating, fuming, how dare, shame on you, sick of, insult, insulting, offended, bitter, resent, revenge, hostile, pathetic, useless, incompetent, rude, aggressive, cheated',
  ),
  sadness: list(
    'sad, sadly, saddened, unhappy, disappointed, disappointing, disappointment, sorry to, heartbroken, cry, crying, cried, tears, depressed, depressing, depression, miss you, missed, lonely, hopeless, gutted, let down, miserable, upset, upsetting, lost, grief, mourning, gloomy, sorrow, hurt, hurts, regret, unfortunately, despair, heartbreaking, pity, discouraged, grieving',
  ),
  fear: list(
    'worried, worry, worrying, afraid, scared, fear, anxious, anxiety, nervous, panic, concerned, concern, unsafe, fraud, hacked, stolen, suspicious, not sure if, is it safe, terrified, terrifying, frightened, alarmed, uneasy, dread, risk, urgent, urgently',
  ),
  joy: list(
    'happy, glad, delighted, love, loved, loving, lovely, great, awesome, amazing, fantastic, wonderful, excellent, brilliant, perfect, thank you, thanks, thankful, grateful, pleased, thrilled, excited, exciting, enjoy, enjoyed, enjoying, joy, joyful, fun, funny, laugh, laughing, laughter, hilarious, smile, smiling, cheerful, cheering, cheers, celebrate, yay, blessed, beautiful, best, fabulous, delight',
  ),
};
