import { Button, NumberInput, Select, Stack, TagsInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { listSegments } from '#customers/contract';
import { type Article, changeArticle, getArticle, listArticles, listSpaces } from '#knowledge/contract';
import { call, useRefresh, useRoute } from '../../api.ts';
import { useProblemForm } from '../../ui/form.ts';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Problem, showDone } from '../../ui/Problem.tsx';
import { EmployeeSelect } from '../people/EmployeeSelect.tsx';

/** What is said about an article: where it stands, whose it is, whom it is for, how often it is read again. */
export function Facts({ article, readOnly }: { article: Article; readOnly: boolean }) {
  const { t } = useTranslation();
  const counts = [
    { name: t('knowledge.fact.used'), value: article.used },
    { name: t('knowledge.fact.helpful'), value: `${article.helpful} / ${article.helpful + article.unhelpful}` },
  ];
  return (
    <Panel title={t('knowledge.facts')}>
      {readOnly ? (
        <KeyValue
          rows={[
            { name: t('knowledge.column.space'), value: article.space.name },
            { name: t('knowledge.column.owner'), value: article.owner.name },
            { name: t('knowledge.column.audience'), value: t(`knowledge.audience.${article.audience}`) },
            { name: t('knowledge.fact.labels'), value: article.labels.join(', ') || '–' },
            ...counts,
          ]}
        />
      ) : (
        <>
          <Form article={article} />
          <KeyValue rows={counts} />
        </>
      )}
    </Panel>
  );
}

function Form({ article }: { article: Article }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const spaces = useRoute(listSpaces);
  const segments = useRoute(listSegments);
  const initialValues = {
    spaceId: article.space.id,
    ownerId: article.owner.id,
    ownerName: article.owner.name,
    audience: article.audience,
    labels: article.labels,
    pages: article.pages,
    segments: article.segments,
    reviewDays: article.reviewDays,
  };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async ({ ownerName: _name, ownerId, ...facts }) => {
    // An owner who cannot act any more may stay until another one is found; naming them anew would be refused.
    const owner = ownerId === article.owner.id ? {} : { ownerId };
    await call(changeArticle, { params: { articleId: article.id }, body: { ...facts, ...owner } });
    form.resetDirty();
    refresh(getArticle, listArticles);
    showDone(t('knowledge.done.changed'));
  });
  const named = (segments.data?.items ?? []).filter(({ id }) => form.values.segments.includes(id));
  return (
    <Stack component="form" gap="sm" mb="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <Select
        label={t('knowledge.column.space')}
        data={(spaces.data?.items ?? [article.space]).map(({ id, name }) => ({ value: id, label: name }))}
        allowDeselect={false}
        {...form.getInputProps('spaceId')}
      />
      <EmployeeSelect
        label={t('knowledge.column.owner')}
        chosen={{ id: form.values.ownerId, name: form.values.ownerName }}
        onChange={(one) => one && form.setValues({ ownerId: one.id, ownerName: one.name })}
      />
      <Select
        label={t('knowledge.column.audience')}
        data={(['public', 'internal'] as const).map((value) => ({ value, label: t(`knowledge.audience.${value}`) }))}
        allowDeselect={false}
        {...form.getInputProps('audience')}
      />
      <TagsInput label={t('knowledge.fact.labels')} {...form.getInputProps('labels')} />
      <TagsInput
        label={t('knowledge.fact.pages')}
        description={t('knowledge.fact.pages_hint')}
        placeholder="/pricing*"
        {...form.getInputProps('pages')}
      />
      <TagsInput
        label={t('knowledge.fact.segments')}
        data={(segments.data?.items ?? []).map(({ name }) => name)}
        value={named.map(({ name }) => name)}
        onChange={(names) =>
          form.setFieldValue(
            'segments',
            (segments.data?.items ?? []).flatMap(({ id, name }) => (names.includes(name) ? [id] : [])),
          )
        }
      />
      <NumberInput
        label={t('knowledge.fact.review')}
        min={1}
        max={3650}
        allowDecimal={false}
        {...form.getInputProps('reviewDays')}
      />
      <Button type="submit" variant="default" loading={busy} disabled={!form.isDirty()}>
        {t('knowledge.act.change')}
      </Button>
    </Stack>
  );
}
