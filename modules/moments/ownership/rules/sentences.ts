/** Why an owner owns, in one sentence a person can read. The parts stand beside it for other languages. */
import type { ChoiceReason, Factor, PullReason } from '../../routing/rules/types.ts';

export interface Why {
  /** The rule's name: stable, for counting. */
  rule:
    | 'routed'
    | 'nobody_free'
    | 'pulled'
    | 'kept'
    | 'named'
    | 'taken'
    | 'accepted'
    | 'released'
    | 'owner_left'
    | 'owner_lost_right'
    | 'owner_silent'
    | 'reopened'
    | 'escalated';
  choice?: ChoiceReason;
  pull?: PullReason;
  /** Whom it came from, by name. */
  from?: string;
  /** What a person said about it. */
  said?: string;
}

const minuteMs = 60_000;

function factorWords(factor: Factor, now: number): string {
  switch (factor.factor) {
    case 'promised':
      return 'promised this customer to call back';
    case 'relationship':
      return 'helped this customer last';
    case 'language':
      return `speaks ${factor.language}`;
    case 'value':
      return 'takes care of valued customers';
    case 'free':
      return `has room (${factor.load} of ${factor.capacity})`;
    case 'idle':
      return `has waited longest for work (${Math.round((now - factor.since) / minuteMs)} min)`;
  }
}

const obstacleWords: Record<string, string> = {
  unable: 'not able to act',
  offline: 'away',
  declined: 'declined it',
  full: 'full',
  skills_missing: 'without the skills it needs',
  language_missing: 'without the language',
};

function choiceWords(choice: ChoiceReason | undefined, now: number): string {
  if (choice === undefined) return '';
  if (choice.code === 'chosen') {
    const [first, second] = choice.because.map((factor) => factorWords(factor, now));
    if (first === undefined) return 'is the one who is here';
    return second === undefined ? first : `${first} and ${second}`;
  }
  const parts = Object.entries(choice.obstacles).map(([code, count]) => `${count} ${obstacleWords[code] ?? code}`);
  return parts.length === 0 ? 'nobody takes part here' : parts.join(', ');
}

function pullWords(pull: PullReason | undefined): string {
  if (pull?.code !== 'pulled' || pull.before === null) return 'had room and it was next';
  const by: Record<string, string> = {
    promised: 'had promised a call',
    priority: 'it had priority',
    due: 'its clock was the nearest to break',
    waiting: 'it had waited longest',
    order: 'it was next',
  };
  return `had room and ${by[pull.before.precedence.by]}`;
}

/** `owner` is the name of whoever owns it now. */
export function sentenceOf(why: Why, owner: string, now: number): string {
  const chosen = choiceWords(why.choice, now);
  const nobody = why.choice?.code === 'nobody';
  const who = nobody ? `${owner} keeps it: ${chosen}` : `${owner} ${chosen}`;
  const said = why.said ? ` (“${why.said}”)` : '';
  switch (why.rule) {
    case 'routed':
      return `${owner} ${chosen}.`;
    case 'nobody_free':
      return `${owner} owns it until somebody can: ${chosen}.`;
    case 'pulled':
      return `${owner} ${pullWords(why.pull)}.`;
    case 'kept':
      return `${owner} opened it and keeps it.`;
    case 'named':
      return `${owner} answers for it.`;
    case 'taken':
      return `${owner} took it${why.from ? ` from ${why.from}` : ''}${said}.`;
    case 'accepted':
      return `${owner} accepted it from ${why.from ?? 'a colleague'}${said}.`;
    case 'released':
      return `${why.from ?? 'Its owner'} gave it back${said}; ${who}.`;
    case 'owner_left':
      return `${why.from ?? 'Its owner'} went offline; ${who}.`;
    case 'owner_lost_right':
      return `${why.from ?? 'Its owner'} may not own moments any more; ${who}.`;
    case 'owner_silent':
      return `${why.from ?? 'Its owner'} gave no sign while the customer waited; ${who}.`;
    case 'reopened':
      return `It was opened again${said}; ${chosen === '' ? `${owner} had it before` : who}.`;
    case 'escalated':
      return `It was escalated${said}; ${chosen === '' ? owner : who}.`;
  }
}
