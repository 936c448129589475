import { HEALTHY_PHONE_CALL } from '../media/example';
import { count } from '../media/support';
import { capturedCall, captureOf } from './captured';
import type { Rule } from '../types';

export const encryptedSip: Rule = {
  id: 'capture/encrypted-sip',
  title: 'SIP may be hidden in TLS',
  severity: 'info',
  references: [],
  explanation:
    'SIP over TLS and over secure WebSockets (WSS) cannot be read without its keys. A leg of a call may be missing for that reason, and its media then belongs to no description. Capture behind the TLS proxy, or let the gateway send copies (HEP).',
  quiet: 'Captures without TLS, and texts that were not made from a capture.',
  bad: capturedCall({ encrypted: 1 }),
  good: HEALTHY_PHONE_CALL,
  cures: [],
  checkTrace: trace => {
    const capture = captureOf(trace);
    if (!capture || capture.encrypted === 0) return undefined;
    const { encrypted, decryptable } = capture;
    const keys =
      decryptable === 0
        ? ''
        : ` The capture holds the keys of ${decryptable === encrypted ? (encrypted === 1 ? 'it' : 'all of them') : `${decryptable} of them`}: Wireshark shows what is in it.`;
    return `${count(encrypted, 'TCP stream')} of the capture ${encrypted === 1 ? 'is' : 'are'} TLS. If SIP is in it, as with TLS and WSS, that leg is not shown.${keys}`;
  },
};
