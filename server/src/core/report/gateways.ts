import type { Gateway } from '../rules/types';

/** The gateways as they call themselves. */
export const GATEWAY_NAMES: Readonly<Record<Gateway, string>> = { rtpengine: 'RTPEngine', asterisk: 'Asterisk', freeswitch: 'FreeSWITCH' };
