import { ActionIcon, Badge, Button, Menu, Title } from '@mantine/core';
import { IconChevronLeft, IconDots, IconUserCircle } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { getMoment, listenIn, takeMoment } from '#moments/contract';
import { useCall } from '../../api.ts';
import { useSession } from '../../session.ts';
import { useShortcut } from '../../ui/shortcuts.ts';
import { type ActName, actsOf, keys, mayListen } from './acts.ts';
import { Clocks } from './Clocks.tsx';
import type { WholeMoment } from './Conversation.tsx';
import classes from './conversation.module.css';
import { useMyListening } from './Listeners.tsx';
import { touchedReads } from './refreshed.ts';

interface Props {
  moment: WholeMoment;
  ask: (act: ActName) => void;
  /** Where the customer does not fit beside it. */
  showCustomer?: () => void;
}

/** The acts one does all day stand in the open, the others in the menu. */
const inTheOpen: ActName[] = ['take', 'offer', 'resolve', 'check', 'reopen'];

export function ConversationHead({ moment, ask, showCustomer }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search: Record<string, unknown> = useSearch({ strict: false });
  const { can } = useSession();
  const { no, title, state, owner, mine, reason, labels, priority } = moment;
  const acts = actsOf(moment, { own: can('moments.own'), lead: can('moments.lead') });
  const act = useActing(moment, ask);
  const open = acts.filter((one) => inTheOpen.includes(one));
  const listening = useMyListening(moment);
  const listen = useCall(listenIn, { refreshes: [getMoment] });
  const listens = mayListen(moment, can('moments.lead')) && !listening;
  const begin = () => listen.mutate({ params: { id: moment.id }, body: {} });
  useShortcut('i', t('moments.listening.begin'), begin, listens);
  const rest = acts.filter((one) => !inTheOpen.includes(one));
  return (
    <header className={classes.head}>
      <div className={classes.headLine}>
        <ActionIcon
          className={classes.back ?? ''}
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('moments.key.back')}
          onClick={() => void navigate({ to: '/moments', search: search as never })}
        >
          <IconChevronLeft size={20} />
        </ActionIcon>
        <Title order={1} size="h3" className={classes.title ?? ''} title={title}>
          <span className={classes.no}>#{no}</span> {title}
        </Title>
        <div className={classes.acts}>
          {open.map((one, at) => (
            <Button
              key={one}
              size="xs"
              variant={at === open.length - 1 || one === 'take' ? 'filled' : 'default'}
              onClick={() => act(one)}
            >
              {t(`moments.act.${one}`)}
            </Button>
          ))}
          {rest.length > 0 && (
            <Menu position="bottom-end" width={220}>
              <Menu.Target>
                <ActionIcon variant="default" size={30} aria-label={t('moments.more')}>
                  <IconDots size={18} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                {listens && (
                  <Menu.Item rightSection="i" onClick={begin}>
                    {t('moments.listening.begin')}
                  </Menu.Item>
                )}
                {rest.map((one) => (
                  <Menu.Item key={one} rightSection={keys[one]} onClick={() => act(one)}>
                    {t(`moments.act.${one}`)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
          {showCustomer && (
            <ActionIcon variant="default" size={30} aria-label={t('moments.customer')} onClick={showCustomer}>
              <IconUserCircle size={18} />
            </ActionIcon>
          )}
        </div>
      </div>
      <div className={classes.facts}>
        <span className={classes.owner} data-kind={owner.kind}>
          {mine ? t('moments.owned_by_me') : t('moments.owned_by', { name: owner.name })}
        </span>
        <span className={classes.reason}>{reason.sentence}</span>
      </div>
      <div className={classes.facts}>
        <Badge variant="light" color="gray" radius="sm" tt="none" fw={500} c="var(--mantine-color-text)">
          {t(`moments.state.${state}`)}
        </Badge>
        {priority > 0 && (
          <Badge variant="light" color="voice" radius="sm" tt="none" fw={500} c="var(--voice)">
            {t(`moments.priority.${priority as 1 | 2}`)}
          </Badge>
        )}
        {labels.map((label) => (
          <Badge key={label} variant="default" radius="sm" tt="none" fw={500}>
            {label}
          </Badge>
        ))}
        <Clocks id={moment.id} />
      </div>
      {acts.map((one) => (
        <ActKey key={one} act={one} run={() => act(one)} />
      ))}
    </header>
  );
}

/** Taking from a queue is one step; everything else asks for its parts. */
function useActing(moment: WholeMoment, ask: (act: ActName) => void): (act: ActName) => void {
  const take = useCall(takeMoment, { refreshes: touchedReads });
  return (act) => {
    if (act !== 'take' || moment.owner.kind !== 'queue') return ask(act);
    take.mutate({ params: { id: moment.id }, body: { epoch: moment.epoch } });
  };
}

/** Also puts the act into the palette, by its name; only some have a key of their own. */
function ActKey({ act, run }: { act: ActName; run: () => void }) {
  const { t } = useTranslation();
  useShortcut(keys[act] ?? '', t(`moments.act.${act}`), run);
  return null;
}
