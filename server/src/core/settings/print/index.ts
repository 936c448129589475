import type { Gateway } from '../../rules/types';
import { asterisk } from './asterisk';
import { freeswitch } from './freeswitch';
import { ng } from './ng';
import { kamailio, opensips } from './proxy';
import type { Printed } from './words';

/** A form in which settings are written. */
export interface Dialect {
  readonly word: 'kamailio' | 'opensips' | 'ng' | 'asterisk' | 'freeswitch';
  /** For people. */
  readonly title: string;
  /** What an editor calls the language of the text. */
  readonly language: string;
  readonly gateway: Gateway;
  /** The text for calls; comments name what each line cures. */
  readonly print: (printed: readonly Printed[]) => string;
}

export const DIALECTS: readonly Dialect[] = [
  { word: 'kamailio', title: 'Kamailio with RTPEngine', language: 'plaintext', gateway: 'rtpengine', print: kamailio },
  { word: 'opensips', title: 'OpenSIPS with RTPEngine', language: 'plaintext', gateway: 'rtpengine', print: opensips },
  { word: 'ng', title: 'RTPEngine, ng dictionary (JSON)', language: 'json', gateway: 'rtpengine', print: ng },
  { word: 'asterisk', title: 'Asterisk, pjsip.conf', language: 'ini', gateway: 'asterisk', print: asterisk },
  { word: 'freeswitch', title: 'FreeSWITCH', language: 'xml', gateway: 'freeswitch', print: freeswitch },
];

/** The dialects, those of the user's gateway first. */
export const dialectsFor = (gateway: Gateway): Dialect[] =>
  [...DIALECTS].sort((a, b) => Number(b.gateway === gateway) - Number(a.gateway === gateway));

export type { Printed } from './words';
