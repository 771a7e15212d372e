/** Reads that are out of date once somebody was merged, separated, described or erased. */
import { getPerson, getTimeline, listPeople, listSuggestions } from '#customers/contract';

export const touched = [getPerson, getTimeline, listPeople, listSuggestions];
