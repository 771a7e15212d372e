import { Button, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import { useRefresh } from '../../../api.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { touchedReads } from '../refreshed.ts';

interface Props<Values extends Record<string, unknown>> {
  initial: Values;
  submit: string;
  act: (values: Values) => Promise<unknown>;
  onDone: () => void;
  /** False: the button waits for a choice. */
  ready?: (values: Values) => boolean;
  children: (form: UseFormReturnType<Values>) => ReactNode;
}

/** Inputs, bad news above them, one button. */
export function ActForm<Values extends Record<string, unknown>>(props: Props<Values>) {
  const { initial, submit, act, onDone, ready = () => true, children } = props;
  const refresh = useRefresh();
  const { form, banner, busy, onSubmit } = useProblemForm<Values>({ initialValues: initial }, async (values) => {
    try {
      await act(values);
    } finally {
      // Also after a refusal: it was refused because something is not as shown.
      refresh(...touchedReads);
    }
    onDone();
  });
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        {banner && <Problem problem={banner} />}
        {children(form)}
        <Button type="submit" loading={busy} disabled={!ready(form.values)} style={{ alignSelf: 'flex-start' }}>
          {submit}
        </Button>
      </Stack>
    </form>
  );
}
