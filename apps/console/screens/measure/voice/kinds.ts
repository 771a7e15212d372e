/** What people do when they speak, each with a mark of its own: never told by colour alone. */
import { IconBolt, IconBulb, IconHeart, IconMessage2, IconQuestionMark } from '@tabler/icons-react';
import type { VoiceKind } from '#measure/contract';

export const kindIcons = {
  experience: IconMessage2,
  appreciation: IconHeart,
  curse: IconBolt,
  question: IconQuestionMark,
  want: IconBulb,
} as const satisfies Record<VoiceKind, unknown>;
