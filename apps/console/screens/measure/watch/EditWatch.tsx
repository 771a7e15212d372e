/** Changes how a watch is kept; what it looks at stays. */
import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeWatch, listWatches, readWatch, type Watch } from '#measure/contract';
import { call, useRefresh } from '../../../api.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { Fields } from './Fields.tsx';

export function EditWatch({ watch, onDone }: { watch: Watch; onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const [owner, setOwner] = useState<{ id: string; name: string } | null>(watch.owner);
  const { title, sensitivity, todo, answerHours } = watch;
  const initialValues = { title, sensitivity: sensitivity as string, todo, answerHours: answerHours as number | string };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async (values) => {
    await call(changeWatch, {
      params: { id: watch.id },
      body: {
        ...values,
        sensitivity: values.sensitivity as Watch['sensitivity'],
        answerHours: Number(values.answerHours),
        ...(owner && { ownerId: owner.id }),
      },
    });
    refresh(listWatches, readWatch);
    showDone(t('watch.changed'));
    onDone();
  });
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        {banner && <Problem problem={banner} />}
        <Fields form={form} owner={owner} onOwner={setOwner} lines={watch.about.kind === 'metric'} />
        <Button type="submit" loading={busy} disabled={owner === null}>
          {t('watch.edit')}
        </Button>
      </Stack>
    </form>
  );
}
