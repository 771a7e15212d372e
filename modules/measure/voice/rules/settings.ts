/** What holds until somebody changes it. */
import type { VoiceSettings } from '../../contract.ts';

export const standardSettings: VoiceSettings = {
  events: ['Survey Answered', 'Review Submitted', 'Mention', 'Feedback Submitted', 'Call Note'],
  answerHours: 72,
  spend: null,
};
