import { defineRefusals, defineRoute, id, z } from '#platform/contract';

export const fileRefusals = defineRefusals('files', {
  no_such_file: { status: 404, title: 'No such file', cure: 'Open it from the conversation again; links end after a while.' },
  file_too_large: { status: 413, title: 'The file is too large', cure: 'Send less than the size named in "detail".' },
  har_unreadable: { status: 422, title: 'A HAR file that cannot be read', cure: 'Save it again in the browser, as JSON.' },
});

/** Larger files are refused. */
export const maxFileBytes = 25 * 1024 * 1024;

export const readFile = defineRoute({
  id: 'files.read',
  method: 'GET',
  path: '/api/files/{id}',
  summary: 'A file that came with a message',
  access: { action: 'moments.read' },
  params: z.strictObject({ id }),
  stream: 'application/octet-stream',
  refusals: [fileRefusals.no_such_file],
});
