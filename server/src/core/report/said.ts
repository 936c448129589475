import { BASIS_WORDS } from '../rules/verdict';
import type { FileReport, FindingReport } from './json';
import { GATEWAY_NAMES } from './gateways';

/** Whether the lines of a report are those of the file itself: a capture has none, and of a converted text others were checked. */
export const hasLinesOfItsOwn = ({ format, converted }: { readonly format: string; readonly converted?: string }): boolean =>
  format !== 'pcap' && format !== 'pcapng' && !converted;

/**
 * All that is to be said of a finding where there is only room for one text: the verdict of its call if it rests on this finding, the
 * finding, where it is in a file that has no lines of its own, its fixes and the settings that cure it. Lines end with LF.
 */
export function wholeText(file: FileReport, one: FindingReport): string {
  const verdict = file.calls.find(call => call.id === one.call)?.verdict;
  const isItsCause = verdict && verdict.rule === one.rule && verdict.line === one.line;
  const cures = one.cures.map(({ gateway, setting }) => `${GATEWAY_NAMES[gateway]} ${setting}`);
  return [
    isItsCause ? `${verdict.text} (${BASIS_WORDS[verdict.basis]})` : '',
    one.message,
    placeText(file, one),
    ...one.fixes.map(({ title }) => `Fix: ${title}`),
    cures.length > 0 ? `At the source: ${[...new Set(cures)].join(' · ')}` : '',
  ]
    .filter(line => line !== '')
    .join('\n');
}

/** Where a finding is in a capture or a converted text; nothing for a file with lines of its own, or what is said of the whole file. */
function placeText(file: FileReport, one: FindingReport): string {
  if (hasLinesOfItsOwn(file) || one.text === '') return '';
  const where = [
    one.call === null ? '' : `call ${one.call}`,
    one.frame === null ? '' : `packet ${one.frame}`,
    `line ${one.line} of what sip-trace show prints: ${one.text}`,
  ];
  return where.filter(part => part !== '').join(', ');
}
