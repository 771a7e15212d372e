/** What can be asked about: each table with its columns; a click writes the name. */
import { Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SqlTable } from '#measure/contract';
import classes from './sql.module.css';

interface Props {
  tables: SqlTable[];
  onName: (name: string) => void;
}

export function Tables({ tables, onName }: Props) {
  const { t } = useTranslation();
  return (
    <aside className={classes.tables} aria-label={t('sql.tables')}>
      <Title order={2} size="h4">
        {t('sql.tables')}
      </Title>
      {tables.map((table, at) => (
        <details key={table.name} open={at === 0}>
          <summary>
            <code>{table.name}</code> <span>{t(`sql.row.${table.name}`)}</span>
          </summary>
          <ul>
            {table.columns.map(({ name, type }) => (
              <li key={name}>
                <button type="button" onClick={() => onName(name)} title={type}>
                  <code>{name}</code>
                </button>
                <span>{t(`sql.meaning.${table.name}.${name}`)}</span>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </aside>
  );
}
