#!/usr/bin/env -S node --max-semi-space-size=32
// 32 MB for the young: intake makes much that is forgotten at once, and a small nursery is swept all the time.
// The way in: teaches node to read TypeScript (Node 20 cannot), then hands over to the command line proper.
import { register } from 'tsx/esm/api';

register();
await import('./main.ts');
