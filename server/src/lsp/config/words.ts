// The words that settings, `.siptrace.json` and its schema share.

export const SEVERITY_WORDS = ['error', 'warning', 'info', 'hint', 'off'] as const;
export const LEG_WORDS = ['sip', 'webrtc'] as const;
export const GATEWAY_WORDS = ['rtpengine', 'asterisk', 'freeswitch'] as const;

/** What the gateways are called, in the order of their words. */
export const GATEWAY_TITLES = ['RTPEngine, with Kamailio or OpenSIPS', 'Asterisk, chan_pjsip', 'FreeSWITCH, mod_sofia'];

/** A host as legs are named: in lower case, an IPv6 address in brackets only before a port. */
export const hostWord = (host: string): string => /^\[([^\]]*)\]$/.exec(host.toLowerCase())?.[1] ?? host.toLowerCase();
