/** The frame for people who are not signed in: the mark, one card's worth of width, nothing else. */
import { Group, Text } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './bare.module.css';
import { Waiting } from './ui/crash.tsx';
import { Mark } from './ui/Mark.tsx';

export function Bare() {
  const { t } = useTranslation();
  return (
    <div className={classes.frame}>
      <header>
        <Group gap="xs">
          <Mark size={26} />
          <Text fw={600} size="lg">
            Verona
          </Text>
        </Group>
      </header>
      <main className={classes.main}>
        <Suspense fallback={<Waiting />}>
          <Outlet />
        </Suspense>
      </main>
      <footer className={classes.foot}>{t('shell.motto')}</footer>
    </div>
  );
}
