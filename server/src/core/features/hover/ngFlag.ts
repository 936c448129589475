import type { Analysis } from '../../analysis';
import { touches } from '../../text/span';
import { recordAt } from '../../trace/openTrace';
import { asWritten } from '../../trace/rtpengine/asked';
import { flagMeaning, nearestFlag } from '../../trace/rtpengine/flags';
import { code, paragraphs } from '../markdown';
import type { CleanHover } from './sdpLine';

/** The hover over a flag in RTPEngine's log, in the document; undefined anywhere else, and over one that nothing is known of. */
export function ngFlagHover(analysis: Analysis, offset: number): CleanHover | undefined {
  const index = recordAt(analysis.trace, offset);
  const start = analysis.trace.starts[index] ?? 0;
  const flags = analysis.trace.records[index]?.message?.envelope.ng?.flags ?? [];
  const flag = flags.find(one => touches(one.span, offset - start));
  if (!flag) return undefined;
  const written = asWritten(flag);
  const meaning = flagMeaning(written);
  const meant = meaning === undefined ? nearestFlag(written) : undefined;
  if (meaning === undefined && meant === undefined) return undefined;
  const span = { start: start + flag.span.start, end: start + flag.span.end };
  if (meant !== undefined)
    return {
      span,
      markdown: paragraphs([`**${code(written)}: not a flag of RTPEngine**`, `Did you mean ${code(meant)}? ${flagMeaning(meant) ?? ''}`]),
    };
  return { span, markdown: paragraphs([`**${code(written)}**, asked of RTPEngine`, meaning]) };
}
