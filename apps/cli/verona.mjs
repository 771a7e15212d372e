#!/usr/bin/env node
// The way in: teaches node to read TypeScript (Node 20 cannot), then hands over to the command line proper.
import { register } from 'tsx/esm/api';

register();
await import('./main.ts');
