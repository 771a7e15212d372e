import { PasswordInput, Text } from '@mantine/core';
import { type ComponentProps, useDeferredValue, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './new-password.module.css';

type Props = Omit<ComponentProps<typeof PasswordInput>, 'about' | 'value'> & {
  value?: string;
  /** What an attacker would try first: name, address, company. */
  about: string[];
};

const WORDS = ['worst', 'weak', 'fair', 'good', 'strong'] as const;

/** A new password with a meter that counts guesses, not character classes. The server has the last word. */
export function NewPassword({ about, value = '', ...input }: Props) {
  const { t } = useTranslation();
  const score = useStrength(value, about);
  return (
    <div>
      <PasswordInput
        autoComplete="new-password"
        description={t('ui.password.advice')}
        {...input}
        value={value}
        visibilityToggleButtonProps={{ 'aria-label': t('ui.password.show') }}
        // Mantine says it on its text inputs, but not on this one.
        aria-invalid={Boolean(input.error)}
      />
      {score !== undefined && (
        <div className={classes.meter} data-score={score} role="status">
          <div className={classes.bars} aria-hidden="true">
            {[1, 2, 3, 4].map((step) => (
              <span key={step} data-on={score >= step || undefined} />
            ))}
          </div>
          <Text size="xs" c="var(--ink-quiet)">
            {t(`ui.password.${WORDS[score] ?? 'worst'}`)}
          </Text>
        </div>
      )}
    </div>
  );
}

/** Undefined while nothing is typed or the dictionaries are on their way. */
function useStrength(password: string, about: string[]): number | undefined {
  const settled = useDeferredValue(password);
  const words = about.join('\n');
  const [score, setScore] = useState<number>();
  useEffect(() => {
    let stale = false;
    if (!settled) setScore(undefined);
    else
      void import('./password-strength.ts').then(({ strengthOf }) => {
        if (!stale) setScore(strengthOf(settled, words.split('\n')));
      });
    return () => {
      stale = true;
    };
  }, [settled, words]);
  return score;
}
