import { type Analysis, recordStart } from '../analysis';
import type { TextEdit } from '../rewrite/edit';
import type { Finding } from '../rules/types';
import { IGNORE_MARKER } from '../trace/cut';

/**
 * The edit of the document that turns the rule of a finding off for its message: a line before the message, never one within it. None for a
 * description without SIP, which goes straight into other tools.
 */
export function ignoreEdits(analysis: Analysis, { rule, message }: Finding): TextEdit[] {
  if (!message.sip) return [];
  const start = recordStart(analysis, message);
  return [{ span: { start, end: start }, text: `${IGNORE_MARKER} ${rule}${message.record.message!.clean.lineEnd}` }];
}
