/** What those who stopped said or asked next, beside those who went on; and their very words. */
import { Button, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FunnelQuestion, funnelSaid, type HeardFrom } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useRoute } from '../../../api.ts';
import { useFormat } from '../../../ui/format.ts';
import { Problem } from '../../../ui/Problem.tsx';
import trends from '../trends.module.css';
import { Said } from '../voice/Said.tsx';
import voice from '../voice/voice.module.css';
import classes from './behaviour.module.css';

const fewWords = 3;

export function SaidAfter({ question, step }: { question: FunnelQuestion; step: number }) {
  const { t } = useTranslation();
  const read = useRoute(funnelSaid, { body: { question, step } });
  if (read.error) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return null;
  const { stopped, wentOn, words } = read.data;
  const rows = rowsOf(stopped, wentOn);
  return (
    <section className={classes.next} aria-label={t('answers.said.title')}>
      <Title order={3} size="h5" mb="xs">
        {t('answers.said.title')}
      </Title>
      {rows.length === 0 ? (
        <p className={trends.hint}>{t('answers.said.nothing')}</p>
      ) : (
        <>
          <Compared rows={rows} stopped={stopped.people} wentOn={wentOn.people} />
          <Words words={words} />
        </>
      )}
    </section>
  );
}

interface Row {
  key: string;
  /** Key of its words, or the words themselves. */
  say: { key: string; count?: number } | { name: string };
  stopped: number;
  wentOn: number;
}

/** People, not records: whoever complains ten times is one. What neither of them did is left out. */
function rowsOf(stopped: HeardFrom, wentOn: HeardFrom): Row[] {
  const pairs = (of: 'kinds' | 'moods' | 'themes' | 'searches', say: (value: string, name: string) => Row['say'], most = 5) => {
    const names = new Map(
      [...stopped[of], ...wentOn[of]].map((row) => [
        row.value,
        'name' in row && typeof row.name === 'string' ? row.name : row.value,
      ]),
    );
    return [...names].slice(0, most).map(([value, name]) => ({
      key: `${of} ${value}`,
      say: say(value, name),
      stopped: stopped[of].find((row) => row.value === value)?.people ?? 0,
      wentOn: wentOn[of].find((row) => row.value === value)?.people ?? 0,
    }));
  };
  return [
    { key: 'spoke', say: { key: 'answers.said.spoke' }, stopped: stopped.spoke, wentOn: wentOn.spoke },
    ...pairs('kinds', (value) => ({ key: `voice.kind.${value}` })),
    ...pairs('moods', (value) => ({ key: `voice.mood.${value}` })),
    ...pairs('themes', (_value, name) => ({ name: `#${name}` })),
    {
      key: 'conversations',
      say: { key: 'answers.said.conversations', count: stopped.conversations.open },
      stopped: stopped.conversations.people,
      wentOn: wentOn.conversations.people,
    },
    ...pairs('searches', (value) => ({ name: `“${value}”` })),
  ].filter((row) => row.stopped + row.wentOn > 0);
}

function Compared({ rows, stopped, wentOn }: { rows: Row[]; stopped: number; wentOn: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const cell = (people: number, of: number) => (of === 0 ? '–' : `${format.whole(people)} · ${format.percent(people / of)}`);
  return (
    <table className={trends.totals}>
      <caption className="only-heard">{t('answers.said.title')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('answers.said.what')}</th>
          <th scope="col">{t('answers.said.stopped', { people: format.whole(stopped) })}</th>
          <th scope="col">{t('answers.said.went_on', { people: format.whole(wentOn) })}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">{'name' in row.say ? row.say.name : t(row.say.key, { count: row.say.count ?? 0 })}</th>
            <td>{cell(row.stopped, stopped)}</td>
            <td>{cell(row.wentOn, wentOn)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Words({ words }: { words: ReplyOf<typeof funnelSaid>['words'] }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  if (words.length === 0) return null;
  return (
    <>
      <Title order={4} size="h6" mt="md">
        {t('answers.said.words')}
      </Title>
      <ul className={voice.list} aria-label={t('answers.said.words')}>
        {(all ? words : words.slice(0, fewWords)).map((said) => (
          <Said key={said.id} said={said} />
        ))}
      </ul>
      {!all && words.length > fewWords && (
        <Button variant="subtle" size="xs" mt="xs" onClick={() => setAll(true)}>
          {t('answers.said.more', { count: words.length })}
        </Button>
      )}
    </>
  );
}
