import type { Reference } from '../sip/fact';

/** What a code span may hold at most: a hover is no place for a page of somebody’s text. */
const LONGEST = 120;

/** Control and bidirectional characters, and what joins or hides letters: they make text look like what it is not. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Text of a trace on one line, without characters that hide, and not too long. */
export function plain(text: string, longest = LONGEST): string {
  // Long text is cut first, so that a line of megabytes costs nothing.
  const cut = text.length > longest ? `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…` : text;
  return cut.replace(/[ \t]*[\r\n]+[ \t]*/g, ' ').replace(INVISIBLE, '\ufffd');
}

/**
 * Text of a trace as a code span. Its fence is longer than any run of backticks inside, so nothing can close it
 * (CommonMark section 6.1).
 */
export function code(text: string): string {
  const shown = plain(text);
  if (shown.trim() === '') return '(empty)';
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(run => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const padding = /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return `${fence}${padding}${shown}${padding}${fence}`;
}

/** Text of a trace as plain Markdown text: every ASCII sign that Markdown or HTML could read is escaped. */
export const escaped = (text: string): string =>
  plain(text)
    .replace(/[!-/:-@[-`{-~]/g, '\\$&')
    .replace(/\\</g, '&lt;')
    .replace(/\\>/g, '&gt;')
    .replace(/\\&/g, '&amp;');

/** `https://www.rfc-editor.org/rfc/rfc8866#section-5.14` */
export function rfcUrl({ rfc, section }: Reference): string {
  const anchor = section === undefined ? '' : `#${/^[A-Z]/.test(section) ? 'appendix' : 'section'}-${section}`;
  return `https://www.rfc-editor.org/rfc/rfc${rfc}${anchor}`;
}

/** `[RFC 8866 §5.14](https://www.rfc-editor.org/rfc/rfc8866#section-5.14)` */
export const rfcLink = (reference: Reference): string =>
  `[RFC ${reference.rfc}${reference.section === undefined ? '' : ` §${reference.section}`}](${rfcUrl(reference)})`;

/** Puts paragraphs together; a list item (`- …`) behind another stays in its list. */
export function paragraphs(parts: readonly (string | undefined)[]): string {
  let text = '';
  let previous = '';
  for (const part of parts) {
    if (!part) continue;
    if (text !== '') text += part.startsWith('- ') && previous.startsWith('- ') ? '\n' : '\n\n';
    text += part;
    previous = part;
  }
  return text;
}
