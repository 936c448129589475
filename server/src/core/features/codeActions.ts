import { type Analysis, toDocument } from '../analysis';
import type { Call, Leg, Message } from '../call/types';
import { ANSWER_FITS_OFFER, fittingEdits } from '../rewrite/answerFitsOffer';
import type { TextEdit } from '../rewrite/edit';
import { FOR_BROWSER, forBrowser, wantsBrowserRewrite } from '../rewrite/forBrowser';
import { FOR_SIP_LEG, forSipLeg, wantsSipRewrite } from '../rewrite/forSipLeg';
import { canHaveSdes, FOR_SIP_LEG_SDES, forSipLegSdes } from '../rewrite/forSipLegSdes';
import type { Cure, Finding, Gateway } from '../rules/types';
import type { Span } from '../text/span';
import { converterFor } from '../rules/capture/converted';
import { isBare, settingsFor } from '../settings/model';
import { recordAt } from '../trace/openTrace';
import { documentEdits, fixAllEdits } from './fix';
import { FIX_CALL, fixCall } from './fixCall';

export const FIX_ALL = 'source.fixAll.sipTrace';
/** Of the fix of a whole call: under this name it is given anywhere in the call. */
export const FIX_CALL_KIND = 'refactor.rewrite.sipTrace.call';

/** Edits that belong together, and what is to be said of them where each can be looked at before. */
export interface EditPart {
  readonly edits: readonly TextEdit[];
  /** Why. */
  readonly label: string;
  /** What is changed. */
  readonly description: string;
}

/** What the editor offers at a place. Edits are of the document; a command is run by the client. */
export interface CoreAction {
  readonly title: string;
  readonly kind: 'quickfix' | 'refactor.rewrite' | typeof FIX_CALL_KIND | typeof FIX_ALL;
  readonly preferred: boolean;
  readonly finding?: Finding;
  readonly edits?: readonly TextEdit[];
  /** In place of `edits`, where several messages change at once. */
  readonly parts?: readonly EditPart[];
  readonly command?: { readonly command: string; readonly arguments: readonly unknown[] };
}

const GATEWAYS: Readonly<Record<Gateway, string>> = { rtpengine: 'RTPEngine', asterisk: 'Asterisk pjsip.conf', freeswitch: 'FreeSWITCH' };

/**
 * The actions for a range of the document.
 * @param only kinds that were asked for; fix-all is given only where exactly our kind, or `source.fixAll`, is among them
 * @param gateway whose settings come first
 */
export function codeActionsAt(analysis: Analysis, range: Span, only: readonly string[] = [], gateway: Gateway = 'rtpengine'): CoreAction[] {
  if (only.includes(FIX_ALL)) return fixAll(analysis);
  if (only.includes(FIX_CALL_KIND)) return fixesOfCall(analysis, callAt(analysis, range), undefined, [FIX_CALL_KIND]);
  const wanted = (kind: string): boolean => only.length === 0 || only.some(one => kind === one || kind.startsWith(`${one}.`));
  const { fixes, settings } = wanted('quickfix') ? quickFixes(analysis, range, gateway) : { fixes: [], settings: [] };
  const whole = wholeCall(analysis, range, (['quickfix', FIX_CALL_KIND] as const).filter(wanted));
  return [
    ...fixes,
    ...whole.filter(({ kind }) => kind === 'quickfix'),
    ...generatesSetting(analysis, range, wanted),
    ...settings,
    ...(wanted('quickfix') ? opensConverted(analysis, range) : []),
    ...(wanted('refactor.rewrite') ? rewritesAt(analysis, range) : []),
    ...whole.filter(({ kind }) => kind !== 'quickfix'),
  ];
}

function fixAll(analysis: Analysis): CoreAction[] {
  const edits = fixAllEdits(analysis);
  return edits.length === 0 ? [] : [{ title: 'Apply all safe SIP Trace fixes', kind: FIX_ALL, preferred: false, edits }];
}

/** On what broke a call: its fix as a whole, in each of these kinds. */
function wholeCall(analysis: Analysis, range: Span, kinds: readonly CoreAction['kind'][]): CoreAction[] {
  if (kinds.length === 0) return [];
  const shown = findingsAt(analysis, range);
  for (const [call, verdict] of analysis.verdicts) {
    const found = shown.find(one => one.rule === verdict.finding.rule && one.message === verdict.finding.message);
    if (found) return fixesOfCall(analysis, call, found, kinds);
  }
  return [];
}

function fixesOfCall(
  analysis: Analysis,
  call: Call | undefined,
  finding: Finding | undefined,
  kinds: readonly CoreAction['kind'][],
): CoreAction[] {
  const fixes = call ? fixCall(analysis, call) : [];
  const parts = fixes.map(({ message, edits, reasons }) => ({
    edits,
    label: capital(reasons.join('; ')),
    description: nameOf(analysis, message),
  }));
  if (parts.length === 0) return [];
  return kinds.map(kind => ({ title: FIX_CALL, kind, preferred: false, finding, parts }));
}

/** `INVITE on the SIP leg, line 120`. */
function nameOf(analysis: Analysis, message: Message): string {
  const start = message.status === 0 ? message.method || 'SDP' : `${message.status} to ${message.method}`;
  const leg = { sip: ' on the SIP leg', webrtc: ' on the browser leg', unknown: '' }[legOf(analysis, message)?.leg.kind ?? 'unknown'];
  return `${start}${leg}, line ${(analysis.trace.lines[analysis.positions.get(message) ?? 0] ?? 0) + 1}`;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function callAt(analysis: Analysis, range: Span): Call | undefined {
  const message = messageAt(analysis, range.start);
  return message && legOf(analysis, message)?.call;
}

/** The fixes of what is found at a place, and the settings that cure it. */
function quickFixes(analysis: Analysis, range: Span, gateway: Gateway): { fixes: CoreAction[]; settings: CoreAction[] } {
  const fixes: CoreAction[] = [];
  const settings: CoreAction[] = [];
  const seen = new Set<string>();
  for (const finding of findingsAt(analysis, range)) {
    const preferred = finding.fixes.find(fix => fix.safety === 'safe');
    for (const fix of finding.fixes) {
      if (seen.has(fix.title)) continue;
      seen.add(fix.title);
      const edits = documentEdits(analysis, fix.message, fix.edits());
      // Only one action of a place may be preferred.
      if (edits.length > 0)
        fixes.push({
          title: fix.title,
          kind: 'quickfix',
          preferred: fix === preferred && !fixes.some(one => one.preferred),
          finding,
          edits,
        });
    }
    for (const cure of [...finding.cures].sort((a, b) => Number(b.gateway === gateway) - Number(a.gateway === gateway))) {
      const action = copySetting(cure, finding);
      if (!seen.has(action.title)) settings.push(action);
      seen.add(action.title);
    }
  }
  return { fixes, settings };
}

const copySetting = (cure: Cure, finding: Finding): CoreAction => ({
  title: `Copy the ${GATEWAYS[cure.gateway]} setting: ${cure.setting}`,
  kind: 'quickfix',
  preferred: false,
  finding,
  command: { command: 'sipTrace.copySetting', arguments: [cure.setting, GATEWAYS[cure.gateway]] },
});

/** Once at a place: on what a gateway can cure, else anywhere in the SDP of a call for which something must change. */
function generatesSetting(analysis: Analysis, range: Span, wanted: (kind: string) => boolean): CoreAction[] {
  const finding = findingsAt(analysis, range).find(one => one.cures.length > 0);
  const kind = finding && wanted('quickfix') ? 'quickfix' : 'refactor.rewrite';
  const message = finding?.message ?? messageAt(analysis, range.start);
  if (!wanted(kind) || !message?.sdp) return [];
  const body = toDocument(analysis, message, message.sdp.span);
  const call = finding || (range.end >= body.start && range.start <= body.end) ? legOf(analysis, message)?.call : undefined;
  if (!call || (!isBare(call) && settingsFor(analysis, call).directions.length === 0)) return [];
  const command = {
    command: 'sipTrace.generateSetting',
    arguments: [finding ? toDocument(analysis, message, finding.span).start : range.start],
  };
  return [{ title: 'Generate the gateway setting for this call', kind, preferred: false, finding, command }];
}

/** What is said of a whole file stands on its first line. */
function opensConverted({ trace, messages }: Analysis, range: Span): CoreAction[] {
  const firstLine = /^[^\r\n]{0,65536}/.exec(trace.records[0]?.text ?? '')![0].length;
  if (messages.length > 0 || range.start > firstLine || !converterFor(trace)) return [];
  const command = { command: 'sipTrace.openConverted', arguments: [] };
  return [{ title: 'Open as converted text', kind: 'quickfix', preferred: true, command }];
}

function rewritesAt(analysis: Analysis, range: Span): CoreAction[] {
  const message = messageAt(analysis, range.start);
  if (!message?.sdp) return [];
  const body = toDocument(analysis, message, message.sdp.span);
  if (range.end < body.start || range.start > body.end) return [];
  const place = legOf(analysis, message);
  const { sdp } = message;
  const one = place?.call.descriptions.find(description => description.message === message);
  const toPhone = place?.leg.kind !== 'webrtc' || !message.sip;
  const rewrites = [
    { title: ANSWER_FITS_OFFER, edits: one ? fittingEdits(one) : [] },
    { title: FOR_SIP_LEG, edits: toPhone && wantsSipRewrite(sdp) ? forSipLeg(message, sdp, place?.leg, place?.call) : [] },
    { title: FOR_SIP_LEG_SDES, edits: toPhone && canHaveSdes(sdp) ? forSipLegSdes(message, sdp, place?.leg, place?.call) : [] },
    { title: FOR_BROWSER, edits: wantsBrowserRewrite(message, place?.leg) ? forBrowser(message, sdp, place?.leg, place?.call) : [] },
  ];
  return rewrites
    .filter(({ edits }) => edits.length > 0)
    .map(({ title, edits }) => ({
      title,
      kind: 'refactor.rewrite',
      preferred: false,
      edits: documentEdits(analysis, message, edits),
    }));
}

/** Findings that touch the range with one of their places. */
export function findingsAt(analysis: Analysis, range: Span): Finding[] {
  const from = recordAt(analysis.trace, range.start);
  const to = recordAt(analysis.trace, range.end);
  const touchesRange = (finding: Finding, place: Span): boolean => {
    const found = toDocument(analysis, finding.message, place);
    return found.start <= range.end && range.start <= found.end;
  };
  return analysis.findings.filter(finding => {
    const position = analysis.positions.get(finding.message) ?? -1;
    // A range may begin where the record before ends.
    if (position < from - 1 || position > to) return false;
    return touchesRange(finding, finding.span) || finding.places.some(place => touchesRange(finding, place));
  });
}

/** The message in whose record an offset lies. */
export function messageAt(analysis: Analysis, offset: number): Message | undefined {
  const record = analysis.trace.records[recordAt(analysis.trace, offset)];
  return record && analysis.messages.find(message => message.record === record);
}

/** The leg of a message, with its call. */
export function legOf(analysis: Analysis, message: Message): { leg: Leg; call: Analysis['calls'][number] } | undefined {
  for (const call of analysis.calls) {
    const leg = call.legs.find(one => one.messages.includes(message));
    if (leg) return { leg, call };
  }
  return undefined;
}
