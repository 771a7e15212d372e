#!/usr/bin/env -S node --max-semi-space-size=32
// 32 MB for the young: intake makes much that is forgotten at once, and a small nursery is swept all the time.
// The way in: node 20 cannot read TypeScript, so the command line proper is put together into JavaScript first.
import { program } from './program.mjs';
import { mapStacks } from './stacks.mjs';

mapStacks();
await import(await program());
