import type { Cure, Gateway } from '../rules/types';

/** The gateways as they call themselves. */
export const GATEWAY_NAMES: Readonly<Record<Gateway, string>> = { rtpengine: 'RTPEngine', asterisk: 'Asterisk', freeswitch: 'FreeSWITCH' };

/** Cures, those of the user's gateway first. */
export const ownFirst = (cures: readonly Cure[], own: Gateway | undefined): readonly Cure[] =>
  own === undefined ? cures : [...cures].sort((a, b) => Number(b.gateway === own) - Number(a.gateway === own));
