/** What a webhook starts with until somebody writes its own: every body is one event, whole, from nobody known. */
export const firstMapping = `verona: mapping/1
name: webhook
notes: |
  Every body becomes one event. Say who it is about (userId), when it happened (timestamp) and what is worth keeping.
emit:
  - type: track
    event: Webhook Received
    anonymousId: webhook
    properties: '{{$}}'
`;
