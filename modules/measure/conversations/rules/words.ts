/** What the words of the conversation measure mean. */

/** Whoever turns to us again within so many days of the end, on whatever channel, was not helped for good. */
export const backDays = 7;

/** A customer's word after so long a silence of both sides is a contact of its own. */
export const contactPauseMinutes = 30;

/** No text was read for feelings yet, or there was none: counted under its own name. */
export const feelingUnsaid = 'not said';
