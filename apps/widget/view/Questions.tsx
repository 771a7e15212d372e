import type { ChatSettings } from '#listen/contract';
import type { Say } from './words.ts';

type Question = ChatSettings['questions'][number];

interface QuestionsProps {
  questions: readonly Question[];
  say: Say;
  onAnswer(answers: Record<string, string>, email: string | undefined): void;
}

/** What the team wants to know before the first message. */
export function Questions({ questions, say, onAnswer }: QuestionsProps) {
  return (
    <form
      class="questions"
      onSubmit={(event) => {
        event.preventDefault();
        const given = new FormData(event.currentTarget);
        const answers = Object.fromEntries(
          questions.map(({ key }) => [key, String(given.get(key) ?? '').trim()] as const).filter(([, answer]) => answer !== ''),
        );
        const email = questions.find(({ kind, key }) => kind === 'email' && answers[key]);
        onAnswer(answers, email && answers[email.key]);
      }}
    >
      {questions.map((question) => (
        <label key={question.key} for={`ask-${question.key}`}>
          <span>
            {question.label}
            {question.required && <span class="needed"> ({say('needed')})</span>}
          </span>
          <Answer question={question} say={say} />
        </label>
      ))}
      <button type="submit" class="main">
        {say('start')}
      </button>
    </form>
  );
}

function Answer({ question: { key, kind, options, required }, say }: { question: Question; say: Say }) {
  if (kind === 'email')
    return <input id={`ask-${key}`} name={key} type="email" required={required} maxLength={254} autoComplete="email" />;
  if (kind === 'text') return <input id={`ask-${key}`} name={key} required={required} maxLength={1_000} autoComplete="off" />;
  return (
    <select id={`ask-${key}`} name={key} required={required}>
      <option value="">{say('choose')}</option>
      {options.map((option) => (
        <option key={option}>{option}</option>
      ))}
    </select>
  );
}
