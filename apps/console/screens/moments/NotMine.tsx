import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../session.ts';
import type { ActName } from './acts.ts';
import type { WholeMoment } from './Conversation.tsx';
import classes from './conversation.module.css';

interface Props {
  moment: WholeMoment;
  /** An answer was refused because of it. */
  refused: boolean;
  ask: (act: ActName) => void;
  /** Asks the owner in a note. */
  askOwner: () => void;
}

/** Whose it is now, and the way to it. The words below stay as they are. */
export function NotMine({ moment: { owner }, refused, ask, askOwner }: Props) {
  const { t } = useTranslation();
  const { can } = useSession();
  return (
    <div className={classes.notMine} role={refused ? 'alert' : undefined} data-refused={refused || undefined}>
      <span>
        {refused && `${t('moments.not_mine.refused')} `}
        {t(owner.kind === 'queue' ? 'moments.not_mine.queue' : 'moments.not_mine.person', { name: owner.name })}
      </span>
      {owner.kind === 'employee' && (
        <Button size="compact-xs" variant="default" onClick={askOwner}>
          {t('moments.not_mine.ask', { name: owner.name })}
        </Button>
      )}
      {owner.kind === 'employee' && can('moments.lead') && (
        <Button size="compact-xs" variant="default" onClick={() => ask('take')}>
          {t('moments.act.take')}
        </Button>
      )}
    </div>
  );
}
