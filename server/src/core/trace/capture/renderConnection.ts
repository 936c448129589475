import type { BrowserConnection } from '../convert/types';
import { EVIDENCE, VERSION } from '../evidence/line';
import { printEvidence } from '../evidence/print';
import type { CaptureEvidence } from '../evidence/types';
import { framed, textAsRead } from './render';

/**
 * The text of a peer connection of a browser: each description behind the line that tells how it was set, and behind the last one what else
 * the browser told. Such texts may be joined with each other and with those of calls.
 */
export function renderConnection(capture: CaptureEvidence, { descriptions, evidence }: BrowserConnection): string {
  const parts = [`${EVIDENCE}evidence ${VERSION}\n${printEvidence(capture)}\n`];
  for (const one of descriptions) parts.push(`${printEvidence(one.evidence)}\n${framed(textAsRead(one.sdp))}\n`);
  for (const one of evidence) parts.push(`${printEvidence(one)}\n`);
  // Without it the lines would belong to a message that is put behind them.
  if (evidence.length > 0) parts.push('\n');
  return parts.join('');
}
