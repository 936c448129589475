import { addressText } from '../../call/hops';
import { list } from '../support';
import type { Rule } from '../types';
import { CALLER, exampleCapture, examplePhoneAudio, exampleTurn, HEALTHY_WEB_CALL } from './example';
import { count } from './support';
import { turnClients } from './turn';

/** Error codes of TURN (RFC 8656 section 19). */
const CODES: Readonly<Record<number, string>> = {
  401: 'Unauthenticated: wrong user name or password',
  403: 'Forbidden',
  437: 'Allocation Mismatch',
  438: 'Stale Nonce',
  441: 'Wrong Credentials',
  442: 'Unsupported Transport Protocol',
  486: 'Allocation Quota Reached',
  508: 'Insufficient Capacity',
};

export const turnRefused: Rule = {
  id: 'media/turn-refused',
  title: 'The TURN server refuses to relay',
  severity: 'warning',
  references: [
    { rfc: 8656, section: '7.2' },
    { rfc: 8656, section: '19' },
    { rfc: 8489, section: '9.2.4' },
  ],
  explanation:
    'A browser asks its TURN server for a relayed address (Allocate). The first request is always answered with 401, which asks for credentials; the second one carries them. Here no request succeeded: user name or password are wrong or have expired, or the server has reached a limit. The browser gets no relay candidate.',
  quiet:
    'It is quiet where any request for an address succeeded, for the 401 that asks for credentials, and where ICE found a path without a relay.',
  bad: exampleCapture({
    transport: 'UDP',
    offer: examplePhoneAudio(CALLER),
    answer: examplePhoneAudio({ host: '203.0.113.10', port: 30000 }),
    flows: [
      exampleTurn({ requests: [['allocate', 2]], answered: 2 }),
      exampleTurn({ source: { host: '203.0.113.5', port: 3478 }, destination: CALLER, requests: [], answered: 0, errors: [[401, 2]] }),
    ],
  }),
  good: HEALTHY_WEB_CALL,
  cures: [],
  checkTrace: trace => {
    const refusals = turnClients(trace)
      .filter(client => !client.works)
      .flatMap(client => client.servers)
      .filter(({ back }) => back?.errors.some(([code, times]) => code !== 438 && (code !== 401 || times > 1)));
    const [first] = refusals;
    if (!first) return undefined;
    const errors = first.back!.errors.map(([code, times]) => `${code}${CODES[code] ? ` (${CODES[code]})` : ''} ${count(times, 'time')}`);
    return `The TURN server ${addressText(first.to.destination)} gave ${addressText(first.to.source)} no relayed address: it answered ${list(errors)} (frames ${first.back!.frames[0]}–${first.back!.frames[1]}). The browser has no relay candidate.`;
  },
};
