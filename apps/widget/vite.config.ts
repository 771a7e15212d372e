import { build, defineConfig, type InlineConfig, type Plugin } from 'vite';

// Two loaders, one messenger, and the view of articles. The loaders are small and change rarely; the messenger carries the hash
// of its content in its name and is fetched when a chat opens, the articles' view likewise when somebody wants one. They share no
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
      const built = await build({
        ...common,
        build: {
          outDir: dir,
          emptyOutDir: false,
          modulePreload: false,
          minify: true,
          rollupOptions: {
            input: `${import.meta.dirname}/help/help.tsx`,
            preserveEntrySignatures: 'strict',
            output: { format: 'es', entryFileNames: 'widget/help.[hash].js' },
          },
        },
      });
      await surveyPage(dir);
      const outputs = 'output' in built ? built.output : [];
      const help = outputs.find((part) => part.type === 'chunk' && part.isEntry)?.fileName;
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
