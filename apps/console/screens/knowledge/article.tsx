/** One article: its words, who vouches for them, who they are for, and every version there was. */
import { Alert, Button, Group, Menu, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { IconArchive, IconDots, IconEyeOff } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Article,
  archiveArticle,
  createArticle,
  getArticle,
  getSite,
  listArticles,
  listSpaces,
  listVersions,
  publishArticle,
  saveVersion,
  unarchiveArticle,
  unpublishArticle,
  verifyArticle,
} from '#knowledge/contract';
import { z } from '#platform/contract';
import { call, useCall, useRefresh, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { confirm } from '../../ui/ConfirmDialog.tsx';
import { Waiting } from '../../ui/crash.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFilter } from '../../ui/filter.ts';
import { useProblemForm } from '../../ui/form.ts';
import { ButtonLink, Link } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Problem, showDone } from '../../ui/Problem.tsx';
import { DateTime } from '../../ui/Time.tsx';
import { ArticleState } from './ArticleState.tsx';
import { Body } from './Body.tsx';
import { Facts } from './Facts.tsx';
import classes from './knowledge.module.css';
import { Versions } from './Versions.tsx';

export function Screen() {
  const { id } = useParams({ strict: false }) as { id?: string };
  return id === undefined ? <New /> : <One key={id} id={id} />;
}

function One({ id }: { id: string }) {
  const { data, error, refetch } = useRoute(getArticle, { params: { articleId: id } });
  const site = useRoute(getSite);
  const [{ locale: asked }] = useFilter({ locale: z.string().optional() });
  if (error) return <Problem problem={error} onRetry={() => void refetch()} />;
  if (!data || !site.data) return <Waiting />;
  const locale = asked ?? data.texts[0]?.locale ?? site.data.locales[0] ?? 'en';
  const latest = data.texts.find((text) => text.locale === locale)?.no ?? 0;
  return <Written key={`${locale} ${latest}`} article={data} locale={locale} locales={site.data.locales} url={site.data.url} />;
}

interface WrittenProps {
  article: Article;
  locale: string;
  locales: string[];
  url: string;
}

function Written({ article, locale, locales, url }: WrittenProps) {
  const { t } = useTranslation();
  const { can } = useSession();
  const may = can('knowledge.write') && article.state !== 'archived';
  const published = article.locales.find((one) => one.locale === locale)?.published ?? null;
  const latest = article.texts.find((text) => text.locale === locale)?.no;
  const isPublic = article.audience === 'public' && article.space.audience === 'public' && article.state !== 'expired';
  return (
    <>
      <PageHeader
        title={article.title}
        lead={
          <Group gap="xs" component="span">
            <ArticleState state={article.state} />
            <Vouched article={article} />
            {published !== null && isPublic && (
              <Link to={`${new URL(url).pathname}/${locale}/articles/${article.slug}`}>{t('knowledge.open_public')}</Link>
            )}
          </Group>
        }
        back={{ to: '/knowledge', label: t('knowledge.title') }}
        actions={<Acts article={article} locale={locale} pending={latest !== undefined && latest !== published} />}
      />
      <Notice article={article} />
      <div className={classes.columns}>
        <Stack gap="md">
          <Locales article={article} locale={locale} locales={locales} />
          <Words article={article} locale={locale} readOnly={!may} />
        </Stack>
        <aside className={classes.side} aria-label={t('knowledge.facts')}>
          <Facts article={article} readOnly={!may} />
          <Versions article={article} locale={locale} readOnly={!may} />
        </aside>
      </div>
    </>
  );
}

function Vouched({ article: { verifiedAt, verifiedBy, dueAt, state } }: { article: Article }) {
  const { t } = useTranslation();
  if (!verifiedAt || !dueAt) return null;
  return (
    <span>
      {t('knowledge.vouched', { name: verifiedBy })} <DateTime at={verifiedAt} dateOnly />,{' '}
      {t(state === 'verified' ? 'knowledge.until' : 'knowledge.was_due')} <DateTime at={dueAt} dateOnly />
    </span>
  );
}

function Notice({ article: { state, proposedBy, owner } }: { article: Article }) {
  const { t } = useTranslation();
  if (state === 'expired')
    return (
      <Alert color="red" variant="light" mb="lg" title={t('knowledge.expired.title')}>
        {t('knowledge.expired.lesson')}
      </Alert>
    );
  if (!owner.active)
    return (
      <Alert color="yellow" variant="light" mb="lg" title={t('knowledge.orphan.title')}>
        {t('knowledge.orphan.lesson', { name: owner.name })}
      </Alert>
    );
  if (state === 'proposed' && proposedBy)
    return (
      <Alert variant="light" mb="lg" title={t('knowledge.proposed.title')}>
        {t('knowledge.proposed.lesson')}
      </Alert>
    );
  return null;
}

function Acts({ article, locale, pending }: { article: Article; locale: string; pending: boolean }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const refreshes = [getArticle, listArticles, listVersions];
  const params = { articleId: article.id };
  const verify = useCall(verifyArticle, { refreshes, onSuccess: () => showDone(t('knowledge.done.verified')) });
  const publish = useCall(publishArticle, { refreshes, onSuccess: () => showDone(t('knowledge.done.published')) });
  const unpublish = useCall(unpublishArticle, { refreshes });
  const archive = useCall(archiveArticle, { refreshes });
  const unarchive = useCall(unarchiveArticle, { refreshes });
  if (!can('knowledge.write')) return null;
  if (article.state === 'archived') {
    return (
      <Button variant="default" loading={unarchive.isPending} onClick={() => unarchive.mutate({ params })}>
        {t('knowledge.act.unarchive')}
      </Button>
    );
  }
  const putAway = async () => {
    const yes = await confirm({
      title: t('knowledge.archive.title', { title: article.title }),
      consequence: t('knowledge.archive.consequence'),
      action: t('knowledge.act.archive'),
    });
    if (yes) archive.mutate({ params });
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" px="xs" aria-label={t('knowledge.act.more')}>
            <IconDots size={18} aria-hidden="true" />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {article.published && (
            <Menu.Item leftSection={<IconEyeOff size={16} />} onClick={() => unpublish.mutate({ params })}>
              {t('knowledge.act.unpublish')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconArchive size={16} />} onClick={() => void putAway()}>
            {t('knowledge.act.archive')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {article.published && (
        <Button variant="default" loading={verify.isPending} onClick={() => verify.mutate({ params })}>
          {t('knowledge.act.verify')}
        </Button>
      )}
      {pending && (
        <Button loading={publish.isPending} onClick={() => publish.mutate({ params, body: { locale } })}>
          {t('knowledge.act.publish')}
        </Button>
      )}
    </>
  );
}

function Locales({ article, locale, locales }: Omit<WrittenProps, 'url'>) {
  const { t } = useTranslation();
  const [, setFilter] = useFilter({ locale: z.string().optional() });
  const all = [...new Set([...article.locales.map((one) => one.locale), ...locales])];
  if (all.length < 2) return null;
  return (
    <Select
      label={t('knowledge.write.language')}
      data={all.map((value) => ({
        value,
        label: article.locales.some((one) => one.locale === value) ? value : t('knowledge.write.not_yet', { locale: value }),
      }))}
      value={locale}
      onChange={(next) => next && setFilter({ locale: next })}
      maw="16rem"
    />
  );
}

function Words({ article, locale, readOnly }: { article: Article; locale: string; readOnly: boolean }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const text = article.texts.find((one) => one.locale === locale);
  const initialValues = { title: text?.title ?? '', summary: text?.summary ?? '', body: text?.body ?? '' };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async (words) => {
    await call(saveVersion, { params: { articleId: article.id }, body: { ...words, locale } });
    showDone(t('knowledge.done.saved'));
    refresh(getArticle, listVersions, listArticles);
  });
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <WordFields form={form} readOnly={readOnly} articleId={article.id} />
      {!readOnly && (
        <Group justify="flex-end">
          <Button type="submit" variant="default" loading={busy} disabled={!form.isDirty()}>
            {t('knowledge.act.save')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

type Fields = Record<'title' | 'summary' | 'body', string>;
type WordForm = Pick<ReturnType<typeof useProblemForm<Fields>>['form'], 'getInputProps' | 'setFieldValue' | 'values'>;

function WordFields({ form, readOnly, articleId }: { form: WordForm; readOnly: boolean; articleId?: string }) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t('knowledge.write.title')}
        required
        withAsterisk={false}
        maxLength={200}
        readOnly={readOnly}
        {...form.getInputProps('title')}
      />
      <Textarea
        label={t('knowledge.write.summary')}
        description={t('knowledge.write.summary_hint')}
        maxLength={400}
        autosize
        minRows={1}
        readOnly={readOnly}
        {...form.getInputProps('summary')}
      />
      {readOnly ? (
        <Textarea label={t('knowledge.write.body')} value={form.values.body} autosize readOnly />
      ) : (
        <Body articleId={articleId} value={form.values.body} onChange={(body) => form.setFieldValue('body', body)} />
      )}
    </>
  );
}

function New() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const spaces = useRoute(listSpaces);
  const site = useRoute(getSite);
  const [spaceId, setSpace] = useState<string | null>(null);
  const chosen = spaceId ?? spaces.data?.items[0]?.id ?? null;
  const initialValues = { title: '', summary: '', body: '' };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async (words) => {
    if (chosen === null) return;
    const made = await call(createArticle, { body: { ...words, spaceId: chosen, locale: site.data?.locales[0] ?? 'en' } });
    refresh(listArticles, listSpaces);
    await navigate({ to: `/knowledge/articles/${made.id}` as never });
  });
  if (spaces.error) return <Problem problem={spaces.error} onRetry={() => void spaces.refetch()} />;
  if (!spaces.data) return <Waiting />;
  const back = { to: '/knowledge', label: t('knowledge.title') };
  if (spaces.data.items.length === 0) {
    return (
      <>
        <PageHeader title={t('knowledge.new')} back={back} />
        <EmptyState
          title={t('knowledge.spaces.none')}
          lesson={t('knowledge.spaces.lesson')}
          step={<ButtonLink to="/knowledge/site">{t('knowledge.spaces.make')}</ButtonLink>}
        />
      </>
    );
  }
  return (
    <>
      <PageHeader title={t('knowledge.new')} lead={t('knowledge.new_lead')} back={back} />
      <Stack component="form" gap="md" className={classes.narrow ?? ''} onSubmit={onSubmit as never}>
        {banner && <Problem problem={banner} />}
        <Select
          label={t('knowledge.column.space')}
          data={spaces.data.items.map(({ id, name }) => ({ value: id, label: name }))}
          value={chosen}
          onChange={setSpace}
          allowDeselect={false}
        />
        <WordFields form={form} readOnly={false} />
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            {t('knowledge.act.create')}
          </Button>
        </Group>
      </Stack>
    </>
  );
}
