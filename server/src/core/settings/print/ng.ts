import { withAsked } from '../model';
import { needOf } from '../needs';
import { oneLine, PARTY, type Printed, whyOf } from './words';

/** A value of an ng dictionary, as far as flags make one. */
type NgValue = string | number | string[] | { [operation: string]: string[] };

/** The commands as JSON: of each the dictionary without what the SIP message gives (tags, Call-ID, SDP), and why. */
export function ng(printed: readonly Printed[]): string {
  const commands = printed.flatMap(({ heading, settings }) =>
    settings.directions
      .filter(({ changes }) => changes.some(({ need }) => needOf(need).flags.length > 0))
      .map(direction => ({
        ...(heading === undefined ? {} : { call: oneLine(heading) }),
        to: PARTY[direction.to],
        dictionary: { command: direction.side, ...ngDictionary(withAsked(direction)) },
        why: Object.fromEntries(
          direction.changes.map(change => [needOf(change.need).flags.join(' '), whyOf(change)]).filter(([flags]) => flags !== ''),
        ),
      })),
  );
  return `${JSON.stringify(commands, null, 2)}\n`;
}

const LISTS = /^(replace|rtcp-mux|SDES|OSRTP|T\.38)[-=](.+)$/;

/** Flags as Kamailio's module turns them into keys of RTPEngine's dictionary. */
export function ngDictionary(flags: readonly string[]): Record<string, NgValue> {
  const found = new Map<string, NgValue>();
  const add = (key: string, value: string): void => {
    const known = found.get(key);
    if (Array.isArray(known)) known.push(value);
    else found.set(key, [value]);
  };
  const codecs = new Map<string, string[]>();
  for (const flag of flags) {
    const list = LISTS.exec(flag);
    const codec = /^codec-([a-z]+)-(.+)$/.exec(flag);
    const pair = /^([A-Za-z][\w.-]{0,40})=(.+)$/.exec(flag);
    if (/^(?:UDP\/TLS\/)?RTP\/S?AVPF?$/.test(flag)) found.set('transport-protocol', flag);
    else if (list) add(list[1]!, list[2]!);
    else if (codec) {
      codecs.set(codec[1]!, [...(codecs.get(codec[1]!) ?? []), codec[2]!]);
      found.set('codec', Object.fromEntries(codecs));
    } else if (pair?.[1] === 'direction') add('direction', pair[2]!);
    else if (pair) found.set(pair[1]!, /^ptime/.test(pair[1]!) ? Number.parseInt(pair[2]!, 10) || 0 : pair[2]!);
    else add('flags', flag);
  }
  return Object.fromEntries(found);
}
