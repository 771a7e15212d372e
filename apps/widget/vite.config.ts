import { build, defineConfig, type InlineConfig, type Plugin } from 'vite';

// Two loaders, one messenger, the view of articles, surveys, and the page a survey has of its own. The loaders are small and change rarely; the messenger carries the hash
// of its content in its name and is fetched when a chat opens, the articles' view and surveys likewise when somebody wants one. They share no
// file: each release of one works with the one before of the other. `widget.js` is a plain script, `widget.mjs` an ES module.
const common = {
  configFile: false,
  logLevel: 'warn',
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
} satisfies InlineConfig;

function loaders(): Plugin {
  return {
    name: 'verona-loaders',
    async writeBundle({ dir = 'dist' }, bundle) {
      const messenger = Object.values(bundle).find((part) => part.type === 'chunk' && part.isEntry)?.fileName;
      const help = await lazy(dir, 'help', 'help/help.tsx');
      await lazy(dir, 'survey', 'survey/survey.ts');
      await surveyPage(dir);
      for (const [entry, format, name] of [
        ['loader/script.ts', 'iife', 'widget.js'],
        ['loader/module.ts', 'es', 'widget.mjs'],
      ] as const) {
        await build({
          ...common,
          define: { MESSENGER: JSON.stringify(messenger), HELP: JSON.stringify(help) },
          build: {
            outDir: dir,
            emptyOutDir: false,
            modulePreload: false,
            minify: true,
            // As a library: one file, and no preloading of what it imports later.
            lib: { entry: `${import.meta.dirname}/${entry}`, formats: [format], name: 'verona', fileName: () => name },
          },
        });
      }
    },
  };
}

/** A file that the chat fetches when it is wanted; answers its name. */
async function lazy(dir: string, name: string, entry: string): Promise<string | undefined> {
  const built = await build({
    ...common,
    build: {
      outDir: dir,
      emptyOutDir: false,
      modulePreload: false,
      minify: true,
      rollupOptions: {
        input: `${import.meta.dirname}/${entry}`,
        preserveEntrySignatures: 'strict',
        output: { format: 'es', entryFileNames: `widget/${name}.[hash].js` },
      },
    },
  });
  const outputs = 'output' in built ? built.output : [];
  return outputs.find((part) => part.type === 'chunk' && part.isEntry)?.fileName;
}

/** The page that a survey has of its own, and what it loads only for surveys that need all of SurveyJS. */
async function surveyPage(dir: string): Promise<void> {
  await build({
    ...common,
    base: '/s/files/',
    build: {
      outDir: `${dir}/survey`,
      emptyOutDir: false,
      assetsDir: '',
      modulePreload: { polyfill: false },
      minify: true,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 2_500,
      rollupOptions: {
        input: { page: `${import.meta.dirname}/survey/page.ts` },
        output: {
          format: 'es',
          entryFileNames: '[name].[hash].js',
          chunkFileNames: '[name].[hash].js',
          assetFileNames: '[name].[hash][extname]',
        },
      },
    },
  });
}

export default defineConfig({
  ...common,
  plugins: [loaders()],
  build: {
    modulePreload: false,
    minify: true,
    rollupOptions: {
      input: `${import.meta.dirname}/messenger.tsx`,
      preserveEntrySignatures: 'strict',
      output: { format: 'es', entryFileNames: 'widget/messenger.[hash].js' },
    },
  },
});
