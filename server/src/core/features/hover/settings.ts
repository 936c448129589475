import type { GatewaySettings } from '../../sip/fact';
import { code } from '../markdown';

const TITLES = { rtpengine: 'RTPEngine', asterisk: 'Asterisk', freeswitch: 'FreeSWITCH', kamailio: 'Kamailio' } as const;

/** `Set by: RTPEngine ICE=remove · Asterisk ice_support=no`, as code. */
export function settingsLine(settings: GatewaySettings | undefined): string | undefined {
  if (!settings) return undefined;
  const told = (['rtpengine', 'asterisk', 'freeswitch', 'kamailio'] as const).flatMap(gateway => {
    const list = settings[gateway];
    return list ? [`${TITLES[gateway]} ${list.map(code).join(', ')}`] : [];
  });
  return `Set by: ${told.join(' · ')}`;
}
