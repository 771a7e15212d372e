/** Who reported to whom on a day: today, or any day before. */
import { ActionIcon, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconHierarchy3 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Employee, routes } from '#people/contract';
import { z } from '#platform/contract';
import { call, useRoute } from '../../api.ts';
import type { ProblemError } from '../../problem.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Waiting } from '../../ui/crash.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFilter } from '../../ui/filter.ts';
import { ButtonLink, Link } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { currentWorkspace } from '../../workspace.ts';
import classes from './people.module.css';
import { type Person, type Report, reportingTree } from './reporting-tree.ts';

export function Screen() {
  const { t } = useTranslation();
  const [{ on }, setFilter] = useFilter({ on: z.iso.date().optional() });
  // The end of that day, where the reader is: who changed that day is shown as changed.
  const at = on ? new Date(`${on}T23:59:59`).toISOString() : undefined;
  const lines = useRoute(routes.reportingLines, { query: at ? { at } : {} }, { keepPrevious: true });
  const everyone = useEveryone();
  const problem = lines.error ?? everyone.error;
  if (problem) return <Problem problem={problem} onRetry={() => void lines.refetch()} />;
  if (!(lines.data && everyone.data)) return <Waiting />;
  const led = new Set(lines.data.items.flatMap(({ employeeId, managerId }) => [employeeId, managerId]));
  const there = everyone.data.filter(
    ({ id, status, createdAt }) => led.has(id) || (status === 'active' && (at === undefined || createdAt <= at)),
  );
  const { trees, alone } = reportingTree(there, lines.data.items);
  return (
    <>
      <PageHeader
        title={t('people.org_chart')}
        lead={t('people.org_chart_lead')}
        actions={
          <TextInput
            type="date"
            aria-label={t('people.as_of')}
            leftSection={<span className={classes.quiet}>{t('people.as_of')}</span>}
            leftSectionWidth={`calc(${t('people.as_of').length}ch + 1.25rem)`}
            leftSectionPointerEvents="none"
            value={on ?? ''}
            onChange={(event) => setFilter({ on: event.currentTarget.value })}
          />
        }
      />
      {trees.length === 0 && (
        <EmptyState
          icon={IconHierarchy3}
          title={t('people.org_chart_none')}
          lesson={t('people.org_chart_lesson')}
          step={<ButtonLink to="/people">{t('people.employees')}</ButtonLink>}
        />
      )}
      <ul className={classes.tree} aria-label={t('people.org_chart')}>
        {trees.map((tree) => (
          <Node key={tree.person.id} report={tree} />
        ))}
      </ul>
      {trees.length > 0 && alone.length > 0 && (
        <div className={classes.apart}>
          <Panel title={t('people.alone')}>
            <ul className={classes.tree}>
              {alone.map((person) => (
                <li key={person.id} className={classes.node}>
                  <Who person={person} />
                </li>
              ))}
            </ul>
          </Panel>
        </div>
      )}
    </>
  );
}

function Node({ report: { person, reports } }: { report: Report }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(true);
  return (
    <li>
      <div className={classes.node}>
        <Who person={person} />
        {reports.length > 0 && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-expanded={open}
            aria-label={t('people.reports_of', { name: person.name, count: reports.length })}
            onClick={() => setOpen(!open)}
          >
            {open ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
          </ActionIcon>
        )}
        {!open && <span className={classes.quiet}>{reports.length}</span>}
      </div>
      {open && reports.length > 0 && (
        <ul>
          {reports.map((one) => (
            <Node key={one.person.id} report={one} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Who({ person: { id, name, title } }: { person: Person }) {
  return (
    <>
      <Avatar name={name} tone="work" size="sm" />
      <span>
        <Link to={`/people/${id}`} inherit fw={500}>
          {name}
        </Link>
        {title && <span className={classes.quiet}>{title}</span>}
      </span>
    </>
  );
}

/** A chart needs everybody at once, page after page. */
function useEveryone() {
  return useQuery<Employee[], ProblemError>({
    queryKey: [routes.listEmployees.id, currentWorkspace(), 'everyone'],
    queryFn: async ({ signal }) => {
      const all: Employee[] = [];
      let after: string | undefined;
      do {
        const page = await call(routes.listEmployees, { query: { limit: 200, ...(after && { after }) } }, { signal });
        all.push(...page.items);
        after = page.next ?? undefined;
      } while (after);
      return all;
    },
  });
}
