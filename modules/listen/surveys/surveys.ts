/** Surveys, put together. What only later rooms know of people is handed in once, after they exist. */
import type { Audit } from '#platform/audit';
import type { Bind, BindRaw } from '#platform/http';
import type { Jobs } from '#platform/jobs';
import type { Db, Tx } from '#platform/postgres';
import type { Realtime } from '#platform/realtime';
import type { Channels } from '../channels/channels.ts';
import type { Visiting } from '../channels/chat/chat.ts';
import { surveyAnswered } from '../contract/surveys.ts';
import type { Intake } from '../ingest/intake.ts';
import { createAnswering } from './answering.ts';
import { bindSurveyDoor } from './door.ts';
import { type AboutPeople, createInvite, type Resolved } from './invite.ts';
import { createManage } from './manage.ts';
import { bindSurveyRoutes } from './routes.ts';
import { answersFrom, eraseSurveyed } from './store/responses.ts';

export interface SurveysDeps {
  db: Db;
  audit: Audit;
  bind: Bind;
  bindRaw: BindRaw;
  jobs: Pick<Jobs, 'every'>;
  realtime: Realtime;
  intake: Pick<Intake, 'keepIn'>;
  channels: Pick<Channels, 'send' | 'find'>;
  registerSenders(tx: Tx, workspaceId: string, asked: { type: string; value: string; sourceId: string }[]): Promise<string[]>;
  visiting(token: string | undefined): Promise<Visiting>;
  newId(): string;
  now(): number;
  chance(): number;
  baseUrl: string;
}

/** What later rooms may do with surveys. */
export interface Surveys {
  /** Registers, once, who knows who is who, what they allow and where they belong. */
  askAbout(people: AboutPeople): void;
  /** A moment was resolved: whoever may be asked about it is asked. */
  resolved(tx: Tx, workspaceId: string, moment: Resolved): Promise<void>;
  /** What these senders answered, for an export. */
  answersFrom: typeof answersFrom;
  erase: typeof eraseSurveyed;
}

const tellLeftEveryMs = 10 * 60_000;

/** Until somebody knows more, everybody stands alone and has said nothing. */
const nobodyKnown: AboutPeople = {
  find: async () => undefined,
  together: async (_tx, _workspaceId, senderNo) => [senderNo],
  namesOf: async () => new Map(),
  consent: async () => 'unsaid',
  isMember: async () => false,
};

export function createSurveys(deps: SurveysDeps): Surveys {
  const { db, realtime, jobs } = deps;
  let people = nobodyKnown;
  realtime.topic(surveyAnswered);
  const answered = (workspaceId: string, survey: string) => realtime.publish(surveyAnswered, workspaceId, { survey });
  const answering = createAnswering({ ...deps, answered });
  const inviting = createInvite({ ...deps, people: () => people });
  const manage = createManage({ ...deps, changed: answered });
  bindSurveyDoor({ ...deps, answering, inviting });
  bindSurveyRoutes({ bind: deps.bind, db, manage, inviting, namesOf: (...asked) => people.namesOf(...asked) });
  jobs.every('listen.surveys_left_alone', tellLeftEveryMs, async () => {
    for (const workspaceId of await db.workspaceIds()) await answering.tellLeft(workspaceId);
  });
  return {
    askAbout: (known) => {
      people = known;
    },
    resolved: inviting.resolved,
    answersFrom,
    erase: eraseSurveyed,
  };
}
