/**
 * Every piece of the kit on one page: to look at while building screens (`npx vite apps/console`, then /gallery/), and for
 * the tests that press its keys and ask axe about it. Never part of the console that ships.
 */
import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '../console.css';
import { Button, Group, MantineProvider, Stack, TextInput, Title } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { IconBolt, IconInbox, IconMail } from '@tabler/icons-react';
import { createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from '#platform/contract';
import { startI18n } from '../i18n/i18n.ts';
import { ProblemError } from '../problem.ts';
import { parseSearch, stringifySearch } from '../search.ts';
import { theme } from '../theme.ts';
import { KindBadge, SourceBadge, StateBadge } from '../ui/Badges.tsx';
import { Chart } from '../ui/Chart.tsx';
import { ConfirmHost, confirm } from '../ui/ConfirmDialog.tsx';
import { CodeSnippet, CopyButton } from '../ui/Copy.tsx';
import { type Column, DataTable } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { FilterBar } from '../ui/FilterBar.tsx';
import { useFilter } from '../ui/filter.ts';
import { useProblemForm } from '../ui/form.ts';
import { KeyValue } from '../ui/KeyValue.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';
import { Problem, showProblem } from '../ui/Problem.tsx';
import { Progress } from '../ui/Progress.tsx';
import { Stat, Stats } from '../ui/Stat.tsx';
import { StepList } from '../ui/StepList.tsx';
import { DateTime, Money, RelativeTime } from '../ui/Time.tsx';
import { Timeline, TimelineItem } from '../ui/Timeline.tsx';

const AT = '2026-01-10T11:57:00.000Z';
const problem = new ProblemError({
  type: '/problems/sample',
  title: 'This name is in use',
  status: 409,
  detail: 'Another source is called “Shop”.',
  code: 'sample.name_taken',
  cure: 'Choose another name.',
  fields: [{ path: 'name', message: 'is in use' }],
});

interface Row {
  id: string;
  name: string;
  kind: 'track' | 'page' | 'identify';
  orders: number;
}
const KINDS = ['track', 'page', 'identify'] as const;
const rows: Row[] = Array.from({ length: 1000 }, (_none, index) => ({
  id: String(index + 1),
  name: `Customer ${index + 1}`,
  kind: KINDS[index % 3] ?? 'track',
  orders: (index * 7) % 40,
}));
const columns: Column<Row>[] = [
  { id: 'name', title: 'Name', cell: ({ name }) => name },
  { id: 'kind', title: 'Kind', cell: ({ kind }) => <KindBadge kind={kind} /> },
  { id: 'orders', title: 'Orders', align: 'end', cell: ({ orders }) => orders },
];

const days = Array.from({ length: 14 }, (_none, index) => `2026-01-${String(index + 1).padStart(2, '0')}`);
const wave = (key: string, name: string, shift: number) => ({
  key,
  name,
  points: days.map((x, index) => ({ x, y: Math.round(60 + 40 * Math.sin(index / 2 + shift)) })),
});
const series = [wave('delta', 'Delta', 0), wave('united', 'United', 2)];
const airlines = [
  ['United', 3822],
  ['US Airways', 2913],
  ['American', 2759],
  ['Southwest', 2420],
] as const;
const breakdown = [{ key: 'voices', name: 'Voices', points: airlines.map(([x, y]) => ({ x, y })) }];

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Title order={2} mb="sm">
        {title}
      </Title>
      {children}
    </section>
  );
}

function List() {
  const [{ search, kind }] = useFilter({ search: z.string().optional(), kind: z.array(z.string()).optional() });
  const shown = rows.filter((row) => row.name.includes(search ?? '') && (!kind || kind.includes(row.kind)));
  return (
    <>
      <FilterBar
        fields={[
          { key: 'search', kind: 'text', label: 'Search customers' },
          { key: 'kind', kind: 'many', label: 'Kind', options: KINDS.map((value) => ({ value, label: value })) },
          { key: 'since', kind: 'day', label: 'Since' },
        ]}
      />
      <DataTable
        label="Customers"
        columns={columns}
        rows={shown.slice(0, search ? 20 : 1000)}
        rowKey={({ id }) => id}
        to={({ id }) => `/opened-${id}`}
        empty={<EmptyState icon={IconInbox} title="Nobody" lesson="Nobody has this name." step={<Button>Clear</Button>} />}
        more={{ available: true, loading: false, load: () => undefined }}
      />
    </>
  );
}

function Form() {
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues: { name: '' } }, () => Promise.reject(problem));
  return (
    <form onSubmit={onSubmit}>
      {banner && <Problem problem={banner} />}
      <Group align="flex-end">
        <TextInput label="Name" {...form.getInputProps('name')} />
        <Button type="submit" loading={busy}>
          Save
        </Button>
      </Group>
    </form>
  );
}

function Gallery() {
  const [picked, setPicked] = useState('');
  const [answer, setAnswer] = useState('');
  const erase = async () => {
    const yes = await confirm({
      title: 'Erase Anna Karenina?',
      consequence: 'Her 214 events, profile and consent are gone from every store. This cannot be undone.',
      action: 'Erase Anna Karenina',
      typed: 'Anna',
    });
    setAnswer(yes ? 'erased' : 'kept');
  };
  return (
    <Stack component="main" gap={48} p="xl" maw="72rem">
      <PageHeader
        title="UI kit"
        lead="Every piece once."
        back={{ to: '/', label: 'Back' }}
        actions={
          <>
            <Button variant="default" onClick={() => showProblem(problem)}>
              Toast
            </Button>
            <Button color="red" onClick={() => void erase()}>
              Erase
            </Button>
          </>
        }
      />
      <output>{answer}</output>
      <Part title="Figures">
        <Stats>
          <Stat label="Events today" value="12,345" note="of 20,000 expected" />
          <Stat label="Suggestions" value="7" to="/suggestions" />
          <Stat label="Loading" value={undefined} />
        </Stats>
      </Part>
      <Part title="Trend">
        <Chart
          title="Voices by day and airline"
          kind="line"
          axis="Day"
          series={series}
          onPoint={({ name }, { x }) => setPicked(`${name} ${x}`)}
        />
        <output>{picked}</output>
      </Part>
      <Part title="Bars">
        <Chart title="Voices by day" kind="bar" axis="Day" series={series} tone="work" height={220} />
      </Part>
      <Part title="Breakdown">
        <Chart title="Voices by airline" kind="breakdown" axis="Airline" series={breakdown} height={180} />
      </Part>
      <Part title="Facts">
        <KeyValue
          rows={[
            { name: 'Revenue', value: <Money minor={974_774_793n} currency="GBP" /> },
            { name: 'Since', value: <DateTime at={AT} dateOnly /> },
            { name: 'Last seen', value: <RelativeTime at={AT} /> },
            { name: 'Source', value: <SourceBadge kind="browser" name="Shop" /> },
            { name: 'State', value: <StateBadge state="good">Well</StateBadge> },
            { name: 'Write key', value: <CopyButton value="abc" label="Copy the write key" /> },
          ]}
        />
      </Part>
      <Part title="Timeline">
        <Timeline label="Timeline">
          <TimelineItem icon={IconBolt} tone="voice" title="Order Placed" at={AT} meta={<KindBadge kind="track" />}>
            59.90 EUR, two shirts
          </TimelineItem>
          <TimelineItem icon={IconMail} tone="work" title="Newsletter sent" at={AT} meta={<SourceBadge kind="server" />} />
        </Timeline>
      </Part>
      <Part title="Progress">
        <Stack>
          <Progress label="Importing orders.csv" done={120_000} total={541_909} rate={18_200} unit="rows" />
          <Progress label="Counting" done={1200} total={undefined} unit="rows" />
        </Stack>
      </Part>
      <Part title="Steps">
        <StepList
          label="Steps"
          steps={[
            { title: 'Choose a file', done: true },
            { title: 'Map its columns', text: 'Say which column is what.', done: false, action: <Button size="xs">Map</Button> },
            { title: 'Import', done: false },
          ]}
        />
      </Part>
      <Part title="Code">
        <CodeSnippet
          snippets={[
            { label: 'Node', code: "analytics.track({ userId: '42', event: 'Order Placed' })" },
            { label: 'curl', code: 'curl https://verona.example/v1/track -u "$WRITE_KEY:"' },
          ]}
        />
      </Part>
      <Part title="Form">
        <Form />
      </Part>
      <Part title="Bad news">
        <Problem problem={problem} onRetry={() => undefined} />
      </Part>
      <Part title="List">
        <List />
      </Part>
    </Stack>
  );
}

const root = createRootRoute({ component: Gallery });
const router = createRouter({ routeTree: root, parseSearch, stringifySearch, defaultNotFoundComponent: Gallery });
const place = document.getElementById('root');
if (!place) throw new Error('index.html lost its #root');
await startI18n();
createRoot(place).render(
  <MantineProvider theme={theme} defaultColorScheme="auto">
    <RouterProvider router={router} />
    <Notifications />
    <ConfirmHost />
  </MantineProvider>,
);
