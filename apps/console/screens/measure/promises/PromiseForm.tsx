/** Writes a promise down: the words, where they are presented, and by what it shows whether they are kept. */
import { Button, Group, NumberInput, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listSegments } from '#customers/contract';
import { type BrandPromise, changeBrandPromise, createBrandPromise, dayOf } from '#measure/contract';
import { call, useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { useProblemForm } from '../../../ui/form.ts';
import { Problem, showDone } from '../../../ui/Problem.tsx';
import { EmployeeSelect } from '../../people/EmployeeSelect.tsx';
import { homeZone } from '../use-address.ts';
import { bodyOf, draftOf, emptyExperience, isChosen } from './draft.ts';
import { ExperienceFields } from './ExperienceFields.tsx';
import classes from './promises.module.css';

interface Props {
  opened: boolean;
  promise?: BrandPromise;
  onClose: () => void;
  onKept: (promise: BrandPromise) => void;
}

export function PromiseForm({ opened, onClose, ...rest }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog title={t(rest.promise ? 'promises.change' : 'promises.make')} opened={opened} onClose={onClose}>
      {opened && <Fields {...rest} onClose={onClose} />}
    </Dialog>
  );
}

function Fields({ promise, onClose, onKept }: Omit<Props, 'opened'>) {
  const { t } = useTranslation();
  const seesSegments = useSession().can('customers.read');
  const segments = useRoute(listSegments, undefined, { enabled: seesSegments });
  const [owner, setOwner] = useState<{ id: string; name: string } | null>(promise?.owner ?? null);
  const [initialValues] = useState(() => draftOf(promise, dayOf(Date.now(), homeZone)));
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async (draft) => {
    const body = bodyOf(draft, owner?.id ?? '');
    const kept = promise
      ? await call(changeBrandPromise, { params: { id: promise.id }, body })
      : await call(createBrandPromise, { body });
    showDone(t('promises.kept_it'));
    onKept(kept);
    onClose();
  });
  const { experiences } = form.values;
  const set = (next: typeof experiences) => form.setFieldValue('experiences', next);
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <Textarea
        label={t('promises.form.words')}
        description={t('promises.form.words_hint')}
        required
        withAsterisk={false}
        autosize
        maxLength={300}
        {...form.getInputProps('words')}
      />
      <TextInput
        label={t('promises.form.presented_in')}
        description={t('promises.form.presented_in_hint')}
        maxLength={300}
        {...form.getInputProps('presentedIn')}
      />
      <div className={classes.row}>
        <TextInput
          type="date"
          label={t('promises.form.from')}
          required
          withAsterisk={false}
          {...form.getInputProps('presentedFrom')}
        />
        <TextInput type="date" label={t('promises.form.until')} {...form.getInputProps('presentedUntil')} />
      </div>
      <div className={classes.row}>
        <EmployeeSelect label={t('promises.form.owner')} chosen={owner} onChange={setOwner} />
        <NumberInput
          label={t('promises.form.presented')}
          min={1}
          max={100}
          allowDecimal={false}
          {...form.getInputProps('presented')}
        />
      </div>
      {(segments.data?.items.length ?? 0) > 0 && (
        <Select
          label={t('promises.form.segment')}
          placeholder={t('promises.everybody')}
          data={(segments.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          clearable
          searchable
          {...form.getInputProps('segmentId')}
        />
      )}
      <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
        <legend>{t('promises.shows')}</legend>
        <Stack gap="sm" mt="xs">
          {experiences.map((of, at) => (
            <ExperienceFields
              // They have no identity but their place.
              // biome-ignore lint/suspicious/noArrayIndexKey: a list without names of its own.
              key={at}
              of={of}
              onChange={(next) => set(experiences.map((one, place) => (place === at ? next : one)))}
              {...(experiences.length > 1 && { onRemove: () => set(experiences.filter((_one, place) => place !== at)) })}
            />
          ))}
          <Group>
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconPlus size={14} />}
              onClick={() => set([...experiences, emptyExperience('event')])}
            >
              {t('promises.form.one_more')}
            </Button>
          </Group>
        </Stack>
      </fieldset>
      <Button type="submit" loading={busy} disabled={owner === null || !experiences.every(isChosen)}>
        {t(promise ? 'promises.change' : 'promises.make')}
      </Button>
    </Stack>
  );
}
