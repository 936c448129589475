import { gatewaySettingAt } from '../../core/features/gatewaySetting';
import type { OpenDocument } from '../documents';
import type { SettingAnswer, SettingParams } from '../protocol';

/** What must change at the gateway for the call at a place; null where there is none. */
export function gatewaySetting({ analysis, positions, settings }: OpenDocument, { position, leg }: SettingParams): SettingAnswer | null {
  const named = leg === 'sip' || leg === 'webrtc' ? leg : undefined;
  return gatewaySettingAt(analysis, positions.offsetAt(position), settings.gateway, named) ?? null;
}
