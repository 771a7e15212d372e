import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { Survey } from '#listen/contract';
import { surveyWords } from '../../../../widget/survey/words.ts';
import classes from './results.module.css';

/** What customers see, drawn by the very renderer they get; nothing that is tried here is kept. */
export function Preview({ survey, locale }: { survey: Survey; locale: string }) {
  const place = useRef<HTMLDivElement>(null);
  const dark = useComputedColorScheme() === 'dark';
  const { definition, light } = survey;
  useEffect(() => {
    const box = place.current;
    if (!box) return;
    let over = false;
    let end = () => {};
    const languages = [locale === 'default' ? 'en' : locale];
    const drawing = {
      languages,
      words: surveyWords(languages),
      answers: {},
      dark,
      onChange: () => {},
      onSend: async () => undefined,
    };
    const draw = async () => {
      // In a shadow, as the widget draws it: the console's own looks stay outside.
      if (light) {
        const { drawLight } = await import('../../../../widget/survey/light.ts');
        const { lightStyles } = await import('../../../../widget/survey/light-styles.ts');
        if (over) return;
        const shadow = box.shadowRoot ?? box.attachShadow({ mode: 'open' });
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(lightStyles);
        shadow.adoptedStyleSheets = [sheet];
        const inner = document.createElement('div');
        shadow.replaceChildren(inner);
        end = drawLight(inner, { ...drawing, questions: light });
        return;
      }
      const { drawFull } = await import('../../../../widget/survey/full.ts');
      if (!over) end = drawFull(box, { ...drawing, definition });
    };
    void draw();
    return () => {
      over = true;
      end();
    };
  }, [definition, light, locale, dark]);
  return <div key={light ? 'light' : 'full'} ref={place} className={classes.paper ?? ''} />;
}
