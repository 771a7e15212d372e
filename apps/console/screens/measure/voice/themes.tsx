/** The taxonomy, as people edit it, and what many speak of that it does not cover yet. */
import { Button, Group, Loader, Menu } from '@mantine/core';
import { IconDots, IconPlus, IconTags } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listThemes, suggestThemes, type Theme } from '#measure/contract';
import { useRoute } from '../../../api.ts';
import { useSession } from '../../../session.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Link } from '../../../ui/Link.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Sparkline } from '../../../ui/Sparkline.tsx';
import { Change } from './Change.tsx';
import { Risk } from './Risk.tsx';
import { EditTheme, History, MergeTheme, SplitTheme } from './theme-dialogs.tsx';
import classes from './voice.module.css';

type Doing = { what: 'new'; phrases: string[]; name: string } | { what: 'edit' | 'merge' | 'split' | 'history'; theme: Theme };

export function Screen() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useSession().can('measure.write');
  const [doing, setDoing] = useState<Doing>();
  const read = useRoute(listThemes, { query: {} }, { refetchInterval: 10_000 });
  const done = () => setDoing(undefined);
  const { items = [], spend, departments = [], rereading = 0 } = read.data ?? {};
  return (
    <>
      <PageHeader
        title={t('voice.themes.title')}
        lead={t('voice.themes.lead')}
        actions={
          may && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => setDoing({ what: 'new', phrases: [], name: '' })}>
              {t('voice.themes.new')}
            </Button>
          )
        }
      />
      {read.error && <Problem problem={read.error} onRetry={() => void read.refetch()} />}
      {read.isPending && <Loader type="dots" aria-label={t('ui.loading')} />}
      {rereading > 0 && (
        <p role="status">{t('voice.themes.rereading', { count: rereading, records: format.whole(rereading) })}</p>
      )}
      {read.data && items.length === 0 && (
        <EmptyState icon={IconTags} title={t('voice.themes.empty')} lesson={t('voice.themes.empty_lesson')} />
      )}
      <ul className={`${classes.cards} ${classes.apart}`} aria-label={t('voice.themes.title')}>
        {items.map((theme) => (
          <li key={theme.id} className={classes.card}>
            <div className={classes.head}>
              <h2 className={classes.title}>
                <Link to="/voice" search={{ theme: theme.id }} inherit>
                  {theme.name}
                </Link>
              </h2>
              <Group gap="sm">
                <Sparkline values={theme.trend} label={t('voice.themes.trend', { name: theme.name })} />
                {may && <More theme={theme} choose={setDoing} />}
              </Group>
            </div>
            <p className={classes.quiet}>
              {t('voice.records_count', { count: theme.records, records: format.whole(theme.records) })} ·{' '}
              {t('voice.people_count', { count: theme.people, people: format.whole(theme.people) })} ·{' '}
              <Change now={theme.records} before={theme.before} />
              {theme.sentiment !== null && <> · {t('voice.mean_mood', { mood: format.exact(theme.sentiment) })}</>} ·{' '}
              {theme.department ? t('voice.themes.answers', { name: theme.department.name }) : t('voice.themes.nobody')}
              {theme.atRisk.length > 0 && (
                <>
                  {' '}
                  · <Risk atRisk={theme.atRisk} />
                </>
              )}
            </p>
            <p className={classes.sample}>{theme.phrases.join(' · ') || t('voice.themes.by_hand')}</p>
          </li>
        ))}
      </ul>
      {read.data && (
        <p className={classes.quiet}>
          {spend ? t('voice.themes.method', { event: spend.event, property: spend.property }) : t('voice.themes.no_spend')}
        </p>
      )}
      <Suggestions
        {...(may && {
          onMake: (phrase: string, along: string[]) => setDoing({ what: 'new', name: phrase, phrases: [phrase, ...along] }),
        })}
      />
      <Dialog title={doing ? t(`voice.themes.do.${doing.what}`) : ''} opened={doing !== undefined} onClose={done}>
        {doing?.what === 'new' && <EditTheme name={doing.name} phrases={doing.phrases} departments={departments} onDone={done} />}
        {doing?.what === 'edit' && <EditTheme theme={doing.theme} departments={departments} onDone={done} />}
        {doing?.what === 'merge' && <MergeTheme theme={doing.theme} others={items} onDone={done} />}
        {doing?.what === 'split' && <SplitTheme theme={doing.theme} onDone={done} />}
        {doing?.what === 'history' && <History theme={doing.theme} />}
      </Dialog>
    </>
  );
}

function More({ theme, choose }: { theme: Theme; choose: (doing: Doing) => void }) {
  const { t } = useTranslation();
  const acts = ['edit', 'merge', 'split', 'history'] as const;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('voice.themes.more', { name: theme.name })}>
          <IconDots size={16} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {acts
          .filter((what) => what !== 'split' || theme.phrases.length > 1)
          .map((what) => (
            <Menu.Item key={what} onClick={() => choose({ what, theme })}>
              {t(`voice.themes.do.${what}`)}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Suggestions({ onMake }: { onMake?: (phrase: string, along: string[]) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const read = useRoute(suggestThemes, { query: { days: 30 } });
  if (!read.data) return read.error ? <Problem problem={read.error} /> : null;
  return (
    <Panel title={t('voice.suggestions.title')}>
      <p className={classes.quiet}>{read.data.items.length === 0 ? t('voice.suggestions.none') : t('voice.suggestions.lead')}</p>
      <ul className={classes.cards} aria-label={t('voice.suggestions.title')}>
        {read.data.items.map(({ phrase, along, people, records, before, sample, atRisk }) => (
          <li key={phrase} className={classes.card}>
            <div className={classes.head}>
              <h3 className={classes.title}>{phrase}</h3>
              {onMake && (
                <Button size="compact-sm" variant="default" onClick={() => onMake(phrase, along)}>
                  {t('voice.suggestions.make')}
                </Button>
              )}
            </div>
            <p className={classes.quiet}>
              {t('voice.people_count', { count: people, people: format.whole(people) })} ·{' '}
              {t('voice.records_count', { count: records, records: format.whole(records) })} ·{' '}
              <Change now={people} before={before} />
              {along.length > 0 && <> · {along.join(', ')}</>}
              {atRisk.length > 0 && (
                <>
                  {' '}
                  · <Risk atRisk={atRisk} />
                </>
              )}
            </p>
            {sample.map(({ id, text }) => (
              <p key={id} className={classes.sample}>
                “{text}”
              </p>
            ))}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
