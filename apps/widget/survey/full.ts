/** Surveys that need SurveyJS: its engine and its screens, loaded only where one is shown. */
import 'survey-core/survey-core.fontless.min.css';
import { SurveyModel, settings } from 'survey-core';
import 'survey-core/i18n/italian';
import 'survey-core/i18n/german';
import { DefaultDark, DefaultLight } from 'survey-core/themes';
import { renderSurvey } from 'survey-js-ui';
import type { Answers } from './light.ts';
import type { SurveyWords } from './words.ts';

export interface FullOptions {
  definition: Record<string, unknown>;
  languages: readonly string[];
  words: SurveyWords;
  answers: Answers;
  dark: boolean;
  onChange(answers: Answers): void;
  onSend(answers: Answers): Promise<Record<string, string> | undefined>;
}

// Titles are text: nothing of a definition becomes markup.
settings.web.encodeUrlParams = true;

export function drawFull(place: HTMLElement, options: FullOptions): () => void {
  const survey = new SurveyModel(options.definition);
  survey.locale = options.languages[0]?.slice(0, 2) ?? 'en';
  survey.applyTheme(options.dark ? DefaultDark : DefaultLight);
  survey.showCompletePage = false;
  // The page has said it.
  survey.showTitle = false;
  survey.completeText = options.words.send;
  survey.data = options.answers;
  survey.onValueChanged.add(() => options.onChange({ ...(survey.data as Answers) }));
  survey.onCompleting.add((sender, event) => {
    // Finished only when the server says so: until then everything stays as it was filled in.
    event.allow = false;
    options.onSend({ ...(sender.data as Answers) }).then(
      (wrong) => {
        for (const [name, message] of Object.entries(wrong ?? {})) sender.getQuestionByName(name)?.addError(message);
      },
      () => sender.notify(options.words.trouble, 'error'),
    );
  });
  place.replaceChildren();
  renderSurvey(survey, place);
  return () => survey.dispose();
}
