import { createHash } from 'node:crypto';
import type { Clock } from '#platform/clock';
import { Refusal, z } from '#platform/contract';
import { type Files, rasterTypeOf } from '#platform/files';
import { fileRefusals } from '#platform/files/contract';
import { type BindRaw, problemOf } from '#platform/http';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Outbound } from '#platform/outbound';
import type { Db } from '#platform/postgres';
import { longestUrl, type PictureLink, readPictureLink, writePictureLink } from './links.ts';

export interface PicturesDeps {
  db: Db;
  files: Pick<Files, 'save' | 'of' | 'read' | 'forget'>;
  outbound: Pick<Outbound, 'send'>;
  jobs: Pick<Jobs, 'every'>;
  bindRaw: BindRaw;
  clock: Clock;
  log: Log;
  /** Signs links. */
  key: Buffer;
}

export interface Pictures {
  /** Path of an address of ours under which a picture from elsewhere can be seen for a while. Undefined for no http address. */
  link(workspaceId: string, url: string): string | undefined;
}

const linkMs = 4 * 3_600_000;
const maxBytes = 5 * 1024 * 1024;
const mostRedirects = 3;
const keptDays = 30;
const dayMs = 86_400_000;
const kind = 'picture:';

export function createPictures({ db, files, outbound, jobs, bindRaw, clock, log, key }: PicturesDeps): Pictures {
  /** One fetch of a picture at a time, whoever asks. */
  const under = new Map<string, Promise<Buffer>>();
  const originOf = (url: string) => `${kind}${createHash('sha256').update(url).digest('hex')}`;

  async function fetched(url: string): Promise<Buffer> {
    let at = url;
    for (let redirects = 0; ; redirects += 1) {
      const headers = { accept: 'image/webp,image/png,image/jpeg,image/gif', 'accept-encoding': 'identity' };
      const { status, headers: answered, body } = await outbound.send({ method: 'GET', url: at, headers, maxBytes });
      const next = status >= 300 && status < 400 ? answered.location : undefined;
      if (status === 200) return body;
      if (next === undefined || redirects >= mostRedirects || !URL.canParse(next, at))
        throw new Refusal(fileRefusals.no_such_file, { detail: `The other server answered ${status}.` });
      at = new URL(next, at).href;
    }
  }

  async function picture({ workspaceId, url }: PictureLink): Promise<Buffer> {
    const origin = originOf(url);
    const kept = await db.inWorkspace(
      workspaceId,
      async (tx) => {
        const [file] = await files.of(tx, workspaceId, origin);
        return file && files.read(tx, workspaceId, file.id);
      },
      { readOnly: true },
    );
    if (kept) return kept.bytes;
    const bytes = await fetched(url);
    if ((await rasterTypeOf(bytes)) === undefined)
      throw new Refusal(fileRefusals.no_such_file, { detail: 'What is there is no picture that could be shown.' });
    await db.inWorkspace(workspaceId, (tx) => files.save(tx, workspaceId, { name: 'picture', bytes, origin }));
    return bytes;
  }

  function once(link: PictureLink): Promise<Buffer> {
    const name = `${link.workspaceId} ${link.url}`;
    const present = under.get(name);
    if (present !== undefined) return present;
    const work = picture(link).finally(() => under.delete(name));
    under.set(name, work);
    return work;
  }

  bindRaw(
    {
      id: 'pictures.open',
      method: 'GET',
      path: '/pictures/:token',
      summary: 'A picture that a mail names on another server, fetched by this one',
      public: 'The address is signed, for one picture, and ends after some hours.',
      bodyLimit: 0,
      described: {
        params: z.object({ token: z.string() }),
        replyType: 'application/octet-stream',
        refusals: [fileRefusals.no_such_file],
      },
    },
    async ({ params }) => {
      try {
        const link = readPictureLink(key, params.token ?? '', clock.now());
        if (!link) throw new Refusal(fileRefusals.no_such_file);
        const bytes = await once(link);
        const type = (await rasterTypeOf(bytes)) ?? 'application/octet-stream';
        return {
          status: 200,
          headers: {
            'content-type': type,
            'x-content-type-options': 'nosniff',
            'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
            'cache-control': 'private, max-age=3600',
          },
          body: bytes,
        };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        log.debug({ reason: error.message }, 'a picture from elsewhere is not shown');
        // What exactly went wrong on the way would be a map of what this server can reach.
        const problem = problemOf(new Refusal(fileRefusals.no_such_file), '');
        return { status: problem.status, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify(problem) };
      }
    },
  );
  jobs.every('platform.forget_pictures', dayMs, async () => {
    for (const workspaceId of await db.workspaceIds()) {
      await db.inWorkspace(workspaceId, (tx) => files.forget(tx, workspaceId, kind, new Date(clock.now() - keptDays * dayMs)));
    }
  });

  return {
    link(workspaceId, url) {
      if (!/^https?:\/\//i.test(url) || url.length > longestUrl) return undefined;
      return `/pictures/${writePictureLink(key, { workspaceId, url, until: clock.now() + linkMs })}`;
    },
  };
}
