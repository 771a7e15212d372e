/** `verona <verb>`: one file a verb in `verbs/`; errors are one line and a non-zero exit. */
import { defineCommand, runMain } from 'citty';

const main = defineCommand({
  meta: {
    name: 'verona',
    version: '0.1.0',
    description: 'Marketing and customer care in one system. Run `verona <verb> --help`.',
  },
  subCommands: {
    start: () => import('./verbs/start.ts').then((verb) => verb.start),
    import: () => import('./verbs/import.ts').then((verb) => verb.importFile),
    bench: () => import('./verbs/bench.ts').then((verb) => verb.bench),
    quality: () => import('./verbs/quality.ts').then((verb) => verb.quality),
    demo: () => import('./verbs/demo.ts').then((verb) => verb.demo),
    backup: () => import('./verbs/backup.ts').then((verb) => verb.backup),
    restore: () => import('./verbs/restore.ts').then((verb) => verb.restore),
    rebuild: () => import('./verbs/rebuild.ts').then((verb) => verb.rebuild),
    doctor: () => import('./verbs/doctor.ts').then((verb) => verb.doctor),
  },
});

await runMain(main);
