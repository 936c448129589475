import { type Analysis, analyse } from '../core/analysis';
import { visible } from '../core/report/display';
import { GATEWAY_NAMES } from '../core/report/gateways';
import { isBare, settingsFor } from '../core/settings/model';
import { DIALECTS, type Dialect, type Printed } from '../core/settings/print/index';
import type { SettledLeg } from '../core/settings/types';
import type { Call } from '../core/call/types';
import type { Gateway } from '../core/rules/types';
import { type ConfigOptions, Configs } from './config';
import { type Host, Refusal, type Status } from './host';
import { nameOf, withOne } from './inputs';
import { load } from './load';

/** A gateway, or one of the forms in which RTPEngine is asked. */
export const SETTING_WORDS = ['rtpengine', 'asterisk', 'freeswitch', 'kamailio', 'opensips', 'ng'] as const;

export interface SettingsOptions extends Pick<ConfigOptions, 'config'> {
  readonly gateway?: (typeof SETTING_WORDS)[number];
  /** Numbers, as `calls` prints them, or Call-IDs. */
  readonly call?: readonly string[];
  /** The leg that bare SDP is for. */
  readonly leg?: SettledLeg;
}

/** A call with what is known of its trace. */
interface Found {
  readonly number: number;
  readonly analysis: Analysis;
  readonly call: Call;
}

/** Prints what must change at the gateway for the calls of a trace. */
export async function settings(path: string, options: SettingsOptions, host: Host): Promise<Status> {
  let status: Status = 0;
  const configs = new Configs({ config: options.config }, (file, message) => {
    host.note(`${visible(file)}: ${visible(message)}`);
    status = 2;
  });
  const config = configs.of(path);
  const name = nameOf(path);
  const printed = await withOne(path, host, async source => {
    const loaded = await load(source, path, config);
    if (loaded.kind === 'capture') {
      const { capture } = loaded;
      const numbered = capture.list.rows().map((row, index) => ({ number: index + 1, id: row.id }));
      // By its number a call is found without a look at the others.
      const wanted = options.call?.every(isNumber) ? numbered.filter(one => options.call!.includes(String(one.number))) : numbered;
      // One call at a time: a capture may hold thousands.
      return printedOf(
        (function* () {
          for (const { number, id } of wanted) yield* callsIn(analyse(capture.textOf([id]), config), number);
        })(),
        numbered.length,
        options,
        name,
      );
    }
    if (loaded.kind !== 'text') throw new Refusal(`${name}: ${loaded.message}`);
    return printedOf(callsIn(loaded.analysis), loaded.analysis.calls.length, options, name);
  });
  const dialects = dialectsOf(options.gateway ?? config.file?.config.gateway);
  host.out(dialects.map(dialect => dialect.print(printed)).join('\n'));
  return status;
}

/** @param number that of a call which was listed by itself */
function* callsIn(analysis: Analysis, number?: number): Generator<Found> {
  for (const [index, call] of analysis.calls.entries()) yield { number: number ?? index + 1, analysis, call };
}

const isNumber = (call: string): boolean => /^[1-9]\d{0,8}$/.test(call);

/** Of several calls those for which something must change; the one that was asked for, whatever there is to be said of it. */
function printedOf(calls: Iterable<Found>, count: number, { call: wanted, leg }: SettingsOptions, name: string): Printed[] {
  const all: Printed[] = [];
  let bare = false;
  let met = false;
  const missing = new Set(wanted);
  for (const { number, analysis, call } of calls) {
    const names = wanted?.filter(one => isCalled(one, number, call));
    if (names?.length === 0) continue;
    met = true;
    for (const one of names ?? []) missing.delete(one);
    if (isBare(call) && !leg) throw new Refusal(`${name}: this is SDP without SIP: say which leg it is for, --leg sip or --leg webrtc`);
    bare ||= isBare(call);
    const heading = count > 1 ? `Call ${number}${call.legs[0]?.callId ? `, ${call.legs[0].callId}` : ''}` : undefined;
    all.push({ heading, settings: settingsFor(analysis, call, leg) });
  }
  for (const one of missing) throw new Refusal(noCall(one, count, name));
  if (!met) throw new Refusal(`${name}: no call in this trace`);
  if (leg && !bare) throw new Refusal(`${name}: --leg is for SDP without SIP; here the SIP tells the legs`);
  const some = all.filter(one => one.settings.directions.length > 0);
  return some.length > 0 ? some : all.slice(0, 1).map(one => ({ settings: one.settings }));
}

const isCalled = (wanted: string, number: number, call: Call): boolean =>
  String(number) === wanted || call.legs.some(leg => leg.callId !== '' && leg.callId === wanted);

const noCall = (wanted: string, count: number, name: string): string =>
  count === 0
    ? `${name}: no call in this trace`
    : isNumber(wanted)
      ? `${name}: there is no call ${wanted}; the last one is ${count}`
      : `${name}: there is no call with the Call-ID ${wanted}`;

/** Every form of a gateway; all where none is known. */
function dialectsOf(word: SettingsOptions['gateway']): readonly Dialect[] {
  if (word === undefined) return DIALECTS;
  const own = DIALECTS.filter(one => one.word === word);
  return own.length > 0 && !Object.hasOwn(GATEWAY_NAMES, word) ? own : DIALECTS.filter(one => one.gateway === (word as Gateway));
}
