import type { Analysis } from '../analysis';
import type { Call } from '../call/types';
import type { Gateway } from '../rules/types';
import { isBare, settingsFor } from '../settings/model';
import { dialectsFor } from '../settings/print/index';
import type { SettledLeg } from '../settings/types';
import { legOf, messageAt } from './codeActions';

/** The setting for one call, in each form that there is. */
export interface GatewaySetting {
  /** Only the user can tell which leg the SDP is for; there is no text until then. */
  readonly asksForLeg: boolean;
  /** Nothing has to be changed at a gateway for this call. */
  readonly nothing: boolean;
  /** Those of the user's gateway first. */
  readonly texts: readonly { readonly title: string; readonly language: string; readonly text: string }[];
}

/**
 * What must change at the gateway for the call at an offset of the document; undefined where there is no call.
 * @param leg the leg that bare SDP is for
 */
export function gatewaySettingAt(analysis: Analysis, offset: number, gateway: Gateway, leg?: SettledLeg): GatewaySetting | undefined {
  const call = callAt(analysis, offset);
  if (!call) return undefined;
  if (isBare(call) && !leg) return { asksForLeg: true, nothing: false, texts: [] };
  const settings = settingsFor(analysis, call, leg);
  return {
    asksForLeg: false,
    nothing: settings.directions.length === 0,
    texts: dialectsFor(gateway).map(({ title, language, print }) => ({ title, language, text: print([{ settings }]) })),
  };
}

/** The call of the message at an offset; where only one call is in the text, that one. */
function callAt(analysis: Analysis, offset: number): Call | undefined {
  const message = messageAt(analysis, offset);
  const found = message && legOf(analysis, message)?.call;
  return found ?? (analysis.calls.length === 1 ? analysis.calls[0] : undefined);
}
