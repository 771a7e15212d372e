/**
 * Two households, one street: a cool colour for our work, a warm one for customers' voices.
 *
 * `work` is the only accent of the interface itself (buttons, links, focus). `voice` marks what comes from customers: their
 * words, their names, their series in a chart. Pairs used for text reach WCAG AA (4.5:1) in both schemes; a test checks them.
 */
import { createTheme, Drawer, type MantineColorsTuple, Menu, Modal } from '@mantine/core';

const work: MantineColorsTuple = [
  '#eef6f7',
  '#dcebee',
  '#b6d5db',
  '#8cbec8',
  '#67a8b3',
  '#4f9ba8',
  '#3f8794',
  '#2c7380',
  '#1f6370',
  '#124d59',
];

const voice: MantineColorsTuple = [
  '#fdf3ee',
  '#fae4da',
  '#f3c6b2',
  '#eca78a',
  '#e8865f',
  '#e0764a',
  '#d96739',
  '#bd5228',
  '#a4461f',
  '#873816',
];

/** Mantine's red, its last shades darker: white words on a red button must be readable in the dark, too. */
const red: MantineColorsTuple = [
  '#fff5f5',
  '#ffe3e3',
  '#ffc9c9',
  '#ffa8a8',
  '#ff8787',
  '#ff6b6b',
  '#fa5252',
  '#d6312f',
  '#c92a2a',
  '#a61e1e',
];

/** Paper rather than steel: greys with a breath of warmth. */
const gray: MantineColorsTuple = [
  '#fbfaf8',
  '#f5f3f0',
  '#eae7e2',
  '#dedad4',
  '#c9c4bd',
  '#a09a93',
  '#69645e',
  '#55514b',
  '#3a3733',
  '#211f1c',
];

const dark: MantineColorsTuple = [
  '#e6e4e1',
  '#c6c3bf',
  '#a3a09b',
  '#7e7b77',
  '#3b3b3e',
  '#303033',
  '#252528',
  '#19191b',
  '#131315',
  '#0d0d0e',
];

export const theme = createTheme({
  colors: { work, voice, red, gray, dark },
  primaryColor: 'work',
  primaryShade: { light: 8, dark: 7 },
  black: '#211f1c',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.3' },
      h2: { fontSize: '1.125rem', lineHeight: '1.4' },
      h3: { fontSize: '1rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    // A <header> is the page's banner to screen readers, and a page has one.
    Drawer: Drawer.extend({
      defaultProps: { attributes: { header: { role: 'presentation' } } },
      styles: { title: { fontWeight: 600, fontSize: '1.125rem', overflowWrap: 'anywhere' } },
    }),
    // Beside its button: within the page's landmarks, next in the order of Tab, and with nothing in it but its items.
    Menu: Menu.extend({ defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false } }),
    Modal: Modal.extend({
      defaultProps: { attributes: { header: { role: 'presentation' } } },
      styles: { title: { fontWeight: 600, fontSize: '1.125rem' } },
    }),
  },
});
