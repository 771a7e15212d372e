import { countMoments, getMoment, listGoodwill, listMoments, listPromises, readBand, readClocks } from '#moments/contract';

/** What an act on a moment makes old. */
export const touchedReads = [getMoment, listMoments, countMoments, readBand, readClocks, listGoodwill, listPromises];
