/** What listen tells the others. */
import { z } from '#platform/contract';
import { defineEvent } from '#platform/events';

/** The copy for reports was emptied and is written anew: whoever keeps something beside it in ClickHouse writes that anew too. */
export const reportsBegunAnew = defineEvent('listen.reports_begun_anew', z.strictObject({ generation: z.uuid() }));
