/** A server that speaks the protocol of language models, where a test says what it answers: the model is somebody else's. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ModelAsked {
  authorization: string | undefined;
  /** The body, as it came. */
  raw: string;
  body: {
    model: string;
    messages: { role: string; content: string }[];
    max_tokens: number;
    response_format?: { type: string; json_schema?: { schema: Record<string, unknown> } };
  };
}

export interface ModelServer {
  address: string;
  /** `host:port`, for whoever has to allow it. */
  endpoint: string;
  asked: ModelAsked[];
  /** How it answers from now on. */
  behave(answer: (response: ServerResponse, asked: ModelAsked) => void): void;
  close(): Promise<void>;
}

/** A chat completion with this content. */
export function says(content: unknown, { tokens = 100, model = 'tiny-2026-11' }: { tokens?: number; model?: string } = {}) {
  return (response: ServerResponse): void => {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        model,
        choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
        usage: { prompt_tokens: tokens, completion_tokens: 0, total_tokens: tokens },
      }),
    );
  };
}

export const refuses =
  (status: number, error: Record<string, unknown>, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ error }));
  };

/** Takes the question and never answers. */
export const hangs = (): void => {};

export async function startModel(): Promise<ModelServer> {
  const asked: ModelAsked[] = [];
  let answer: (response: ServerResponse, asked: ModelAsked) => void = says('not told what to say');
  const server = createServer(async (request, response) => {
    let raw = '';
    for await (const chunk of request) raw += chunk;
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions') {
      response.writeHead(404).end();
      return;
    }
    const one = { authorization: request.headers.authorization, raw, body: JSON.parse(raw) };
    asked.push(one);
    answer(response, one);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address: `http://${endpoint}/v1`,
    endpoint,
    asked,
    behave: (next) => {
      answer = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
