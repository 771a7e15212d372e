import type { Channel } from '#listen/contract';

/** As people call it: text messages are an open channel to the server, and a thing of their own to everybody else. */
export const kindOf = ({ kind, settings }: Channel): Channel['kind'] | 'sms' =>
  kind === 'open' && settings.provider === 'twilio' ? 'sms' : kind;
