/** Conversations on a tile: how many, and how they went on each channel. */
import { useTranslation } from 'react-i18next';
import { type ConversationQuestion, listConversations } from '#measure/contract';
import { useFormat } from '../../../ui/format.ts';
import { Link } from '../../../ui/Link.tsx';
import behaviour from '../behaviour/behaviour.module.css';
import { Figure, TileBody } from '../dashboards/TileBody.tsx';
import { useTile } from '../dashboards/use-tile.ts';
import trends from '../trends.module.css';
import { conversationsAddress } from './question.ts';

export function ConversationsTile({ question, title }: { question: ConversationQuestion; title: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { timeZone: _zone, ...asked } = question;
  const read = useTile(listConversations, { query: { ...asked, limit: 1 } });
  const head = (column: string) => t(`metrics.conversations.${column}`);
  return (
    <TileBody read={read} nothing={({ total }) => total === 0}>
      {({ total, channels }) => (
        <>
          <Figure value={format.whole(total)} unit={t('dashboards.figure.conversations')} />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (axe: scrollable-region-focusable). */}
          <section className={behaviour.scroll} aria-label={t('dashboards.inside', { title })} tabIndex={0}>
            <table className={trends.totals}>
              <caption className="only-heard">{head('by_channel')}</caption>
              <thead>
                <tr>
                  {['channel', 'many', 'waited_median', 'elapsed_median', 'asked_again'].map((column) => (
                    <th scope="col" key={column}>
                      {head(column)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {channels.map(({ channel, conversations, waitedSeconds, elapsedSeconds, askedAgain }) => (
                  <tr key={channel}>
                    <th scope="row">{t(`metrics.conversations.channels.${channel}`, channel)}</th>
                    <td>
                      <ToThem question={{ ...question, channel }}>{format.whole(conversations)}</ToThem>
                    </td>
                    <td>{format.brief(waitedSeconds)}</td>
                    <td>{format.brief(elapsedSeconds)}</td>
                    <td>{format.percent(askedAgain / conversations)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </>
      )}
    </TileBody>
  );
}

/** A channel's number leads to its conversations, and from there to their people. */
function ToThem({ question, children }: { question: ConversationQuestion; children: string }) {
  const address = conversationsAddress(question, null);
  return address === undefined ? children : <Link to={address}>{children}</Link>;
}
