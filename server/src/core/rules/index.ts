import { captureRules } from './capture/index';
import { codecRules } from './codec/index';
import { exchangeRules } from './exchange/index';
import { iceRules } from './ice/index';
import { legRules } from './leg/index';
import { mediaRules } from './media/index';
import { muxRules } from './mux/index';
import { sdpRules } from './sdp/index';
import { sipRules } from './sip/index';
import { srtpRules } from './srtp/index';
import type { Rule } from './types';

/** All rules, in the order in which equal findings are shown. */
export const rules: readonly Rule[] = [
  ...mediaRules,
  ...srtpRules,
  ...iceRules,
  ...muxRules,
  ...codecRules,
  ...exchangeRules,
  ...legRules,
  ...sdpRules,
  ...sipRules,
  ...captureRules,
];

export const ruleById = (id: string): Rule | undefined => rules.find(rule => rule.id === id);
