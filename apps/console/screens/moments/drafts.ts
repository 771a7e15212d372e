/** The one keeper of drafts of this page. */
import { saveDraft } from '#moments/contract';
import { call } from '../../api.ts';
import { DraftKeeper } from './draft-keeper.ts';

export const drafts = new DraftKeeper({
  save: (id, kind, text) => call(saveDraft, { params: { id }, body: { kind, text } }),
  storage: localStorage,
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
});
