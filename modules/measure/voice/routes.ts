/** HTTP of voice: contract in, use case, contract out. */
import { until } from '#platform/clickhouse';
import * as contract from '../contract.ts';
import { correct } from './correct.ts';
import { attach, detach } from './evidence.ts';
import { keepFinding, move, readFindings } from './findings.ts';
import { csvOfFindings } from './findings-csv.ts';
import type { VoiceDeps } from './ground.ts';
import { readIgnored, settle } from './ignored.ts';
import { readModel, setModel } from './model/settings.ts';
import { tryModel } from './model/try.ts';
import { listSaid, summarise } from './read.ts';
import { readSettings, setSettings } from './settings.ts';
import { suggest } from './suggest.ts';
import { createTheme, mergeTheme, readHistory, readThemes, reviseTheme, splitTheme } from './themes.ts';
import { mergeWant, readWants, reviseWant } from './wants.ts';

export function bindVoice(deps: VoiceDeps): void {
  const { bind } = deps;
  bind(contract.listVoice, ({ principal, query, signal }) => listSaid(until(deps, signal), principal, query));
  bind(contract.summariseVoice, ({ workspaceId, query, signal }) => summarise(until(deps, signal), workspaceId, query));
  bind(contract.correctVoice, ({ principal, params, body }) => correct(deps, principal, params.feedbackId, body));
  bind(contract.readVoiceSettings, ({ workspaceId }) => readSettings(deps, workspaceId));
  bind(contract.setVoiceSettings, ({ principal, body }) => setSettings(deps, principal, body));
  bind(contract.readVoiceModel, ({ workspaceId }) => readModel(deps, workspaceId));
  bind(contract.setVoiceModel, ({ principal, body }) => setModel(deps, principal, body));
  bind(contract.tryVoiceModel, ({ workspaceId, body }) => tryModel(deps, workspaceId, body.text));
  bind(contract.listThemes, ({ workspaceId, query }) => readThemes(deps, workspaceId, query));
  bind(contract.createTheme, ({ principal, body }) => createTheme(deps, principal, body));
  bind(contract.changeTheme, ({ principal, params, body }) => reviseTheme(deps, principal, params.themeId, body));
  bind(contract.mergeTheme, ({ principal, params, body }) => mergeTheme(deps, principal, params.themeId, body.into));
  bind(contract.splitTheme, ({ principal, params, body }) => splitTheme(deps, principal, params.themeId, body));
  bind(contract.themeHistory, ({ workspaceId, params }) => readHistory(deps, workspaceId, params.themeId));
  bind(contract.suggestThemes, ({ workspaceId, query }) => suggest(deps, workspaceId, query.days));
  bind(contract.listWants, ({ workspaceId, query }) => readWants(deps, workspaceId, query.state));
  bind(contract.changeWant, ({ principal, params, body }) => reviseWant(deps, principal, params.wantId, body));
  bind(contract.mergeWant, ({ principal, params, body }) => mergeWant(deps, principal, params.wantId, body.into));
  bind(contract.listIgnored, ({ principal, query }) => readIgnored(deps, principal, query));
  bind(contract.settleIgnored, ({ principal, params, body }) => settle(deps, principal, params.feedbackId, body.why));
  bind(contract.listFindings, ({ workspaceId, query }) => readFindings(deps, workspaceId, query.stage));
  bind(contract.createFinding, ({ principal, body }) => keepFinding(deps, principal, body));
  bind(contract.moveFinding, ({ principal, params, body }) => move(deps, principal, params.findingId, body));
  bind(contract.attachEvidence, ({ principal, params, body }) => attach(deps, principal, params.findingId, body));
  bind(contract.detachEvidence, ({ principal, params }) => detach(deps, principal, params.findingId, params.pieceId));
  bind(contract.exportFindings, async ({ workspaceId, query }) =>
    csvOfFindings((await readFindings(deps, workspaceId, query.stage)).items),
  );
}
