/**
 * Words. One JSON file per room and language (`en/<room>.json`); the file's name is the first part of the key.
 * English ships with the page, other languages load when chosen; a missing key falls back to English.
 */
import { createInstance, type i18n as I18n } from 'i18next';
import { initReactI18next } from 'react-i18next';

type Words = Record<string, unknown>;
type Loaded = Record<string, { default: Words }>;

const english = import.meta.glob('./en/*.json', { eager: true }) as Loaded;
const others = import.meta.glob(['./*/*.json', '!./en/*.json']) as Record<string, () => Promise<{ default: Words }>>;

/** Each language by its own name. */
export const LANGUAGES: Record<string, string> = { en: 'English', it: 'Italiano' };

const KEY = 'verona.language';
const roomOf = (file: string) => file.slice(file.lastIndexOf('/') + 1, -'.json'.length);

const bundle = (files: Loaded): Words =>
  Object.fromEntries(Object.entries(files).map(([file, words]) => [roomOf(file), words.default]));

export const i18n: I18n = createInstance();

/** Call once before rendering. */
export async function startI18n(): Promise<void> {
  await i18n.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: bundle(english) } },
    interpolation: { escapeValue: false }, // React escapes.
    returnNull: false,
  });
  i18n.on('languageChanged', (language) => {
    document.documentElement.lang = language;
    document.documentElement.dir = i18n.dir(language);
  });
  await speak(localStorage.getItem(KEY) ?? preferred());
}

/** Changes the language, loading its words first. */
export async function speak(language: string): Promise<void> {
  if (language !== 'en' && !i18n.hasResourceBundle(language, 'translation')) {
    const files = Object.entries(others).filter(([file]) => file.startsWith(`./${language}/`));
    const loaded = await Promise.all(files.map(async ([file, load]) => [file, await load()] as const));
    i18n.addResourceBundle(language, 'translation', bundle(Object.fromEntries(loaded)));
  }
  await i18n.changeLanguage(language);
  localStorage.setItem(KEY, language);
}

function preferred(): string {
  return navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in LANGUAGES) ?? 'en';
}
