/**
 * Surveys to begin from, each with the question its measure was published with.
 *
 * NPS: Reichheld, "The One Number You Need to Grow", HBR 2003 (0 to 10). CSAT: one question, 1 to 5. CES: the 2.0 wording
 * (CEB, 2013), agreement from 1 to 7.
 */
import type { SurveyDefinition, SurveyTemplateName } from '../../contract/surveys.ts';

const why = {
  type: 'comment',
  name: 'why',
  title: { default: 'What is the most important reason for your answer?', it: 'Qual è il motivo principale della sua risposta?' },
};

export const templates: Record<SurveyTemplateName, SurveyDefinition> = {
  nps: {
    elements: [
      {
        type: 'rating',
        name: 'nps',
        measures: 'nps',
        isRequired: true,
        rateMin: 0,
        rateMax: 10,
        title: {
          default: 'How likely are you to recommend us to a friend or colleague?',
          it: 'Con quale probabilità ci consiglierebbe a un amico o a un collega?',
        },
        minRateDescription: { default: 'Not at all likely', it: 'Per niente probabile' },
        maxRateDescription: { default: 'Extremely likely', it: 'Estremamente probabile' },
      },
      why,
    ],
  },
  csat: {
    elements: [
      {
        type: 'rating',
        name: 'csat',
        measures: 'csat',
        isRequired: true,
        rateMin: 1,
        rateMax: 5,
        title: {
          default: 'How satisfied are you with what we did for you?',
          it: 'Quanto è soddisfatto di ciò che abbiamo fatto per lei?',
        },
        minRateDescription: { default: 'Very dissatisfied', it: 'Molto insoddisfatto' },
        maxRateDescription: { default: 'Very satisfied', it: 'Molto soddisfatto' },
      },
      why,
    ],
  },
  ces: {
    elements: [
      {
        type: 'rating',
        name: 'ces',
        measures: 'ces',
        isRequired: true,
        rateMin: 1,
        rateMax: 7,
        title: {
          default: 'You made it easy for me to handle my issue.',
          it: 'Mi avete reso facile risolvere il mio problema.',
        },
        minRateDescription: { default: 'Strongly disagree', it: 'Per niente d’accordo' },
        maxRateDescription: { default: 'Strongly agree', it: 'Del tutto d’accordo' },
      },
      why,
    ],
  },
  product: {
    elements: [
      {
        type: 'radiogroup',
        name: 'missed',
        isRequired: true,
        title: {
          default: 'How would you feel if you could no longer use it?',
          it: 'Come si sentirebbe se non potesse più usarlo?',
        },
        choices: [
          { value: 'very', text: { default: 'Very disappointed', it: 'Molto deluso' } },
          { value: 'somewhat', text: { default: 'Somewhat disappointed', it: 'Abbastanza deluso' } },
          { value: 'not', text: { default: 'Not disappointed', it: 'Per niente deluso' } },
        ],
      },
      {
        type: 'matrix',
        name: 'quality',
        title: { default: 'How good is it at …', it: 'Quanto è buono in …' },
        columns: [1, 2, 3, 4, 5],
        rows: [
          { value: 'useful', text: { default: 'doing what you need', it: 'fare ciò che le serve' } },
          { value: 'easy', text: { default: 'being easy to use', it: 'essere facile da usare' } },
          { value: 'reliable', text: { default: 'working every time', it: 'funzionare sempre' } },
        ],
      },
      {
        type: 'comment',
        name: 'wish',
        visibleIf: "{missed} <> 'very'",
        title: { default: 'What would make it better for you?', it: 'Che cosa lo renderebbe migliore per lei?' },
      },
    ],
  },
  churn: {
    elements: [
      {
        type: 'checkbox',
        name: 'reasons',
        isRequired: true,
        title: { default: 'Why are you leaving?', it: 'Perché ci lascia?' },
        choices: [
          { value: 'price', text: { default: 'It costs too much', it: 'Costa troppo' } },
          { value: 'delivery', text: { default: 'Deliveries were late or wrong', it: 'Consegne in ritardo o sbagliate' } },
          { value: 'service', text: { default: 'I did not get help when I needed it', it: 'Non ho avuto aiuto quando serviva' } },
          { value: 'product', text: { default: 'It does not do what I need', it: 'Non fa ciò che mi serve' } },
          { value: 'need', text: { default: 'I no longer need it', it: 'Non mi serve più' } },
        ],
      },
      {
        type: 'boolean',
        name: 'back',
        title: { default: 'Would you come back if that changed?', it: 'Tornerebbe se questo cambiasse?' },
      },
      { ...why, name: 'words', title: { default: 'Anything we should know?', it: 'C’è qualcosa che dovremmo sapere?' } },
    ],
  },
};
