/** The name under which a chat is kept in the browser, once the visitor began one. */
export const storageName = (key: string): string => `verona-chat:${key}`;
