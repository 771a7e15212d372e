import type { z } from 'zod';
import type { Principal } from '#platform/auth';
import type { Topic } from '#platform/contract';

/** Sends one message to every subscriber of the topic (and key) in the workspace, in this and other processes. */
export type Publish = <M extends z.ZodType>(topic: Topic<M>, workspaceId: string, message: z.input<M>, key?: string) => void;

/** Where a topic's messages come from when a browser resumes: everything after its cursor, oldest first. */
export interface TopicSource {
  /** Messages after `cursor` (undefined: start now). `cursor` of the answer is where to resume. */
  after(
    principal: Principal,
    cursor: string | undefined,
    key: string | undefined,
  ): Promise<{ messages: unknown[]; cursor: string | undefined }>;
}

export interface Realtime {
  /** Registers a topic. Without a source, messages are only those published while the socket is open. */
  topic<M extends z.ZodType>(topic: Topic<M>, source?: TopicSource): void;
  publish: Publish;
}
