import { countMoments, getMoment, listGoodwill, listMoments, readBand, readClocks } from '#moments/contract';

/** What an act on a moment makes old. */
export const touchedReads = [getMoment, listMoments, countMoments, readBand, readClocks, listGoodwill];
