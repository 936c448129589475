import type { CallRow, ReadProgress } from '../../server/src/lsp/protocol';

const count = (number: number, one: string, many = `${one}s`): string => `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

function megabytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
}

/** What was found in so much of the file. */
function found({ calls, messages, packets }: ReadProgress): string {
  const parts = [count(calls, 'call'), count(messages, 'message')];
  if (packets > 0) parts.push(count(packets, 'packet'));
  return parts.join(' · ');
}

/** How far the worker is, in a line. */
export function progressText(progress: ReadProgress): string {
  const { state, read, size, calls, checked } = progress;
  const part = size > 0 ? `${megabytes(read)} of ${megabytes(size)}` : megabytes(read);
  switch (state) {
    case 'reading':
      return `Reading: ${part} · ${found(progress)}`;
    case 'checking':
      return `Checking: ${checked.toLocaleString('en')} of ${count(calls, 'call')}`;
    case 'cancelled':
      return read < size ? `Cancelled after ${part} · ${found(progress)}` : `Checking was cancelled · ${found(progress)}`;
    case 'failed':
      return calls > 0 ? `Stopped after ${part} · ${found(progress)}` : 'Not read';
    case 'done':
      return found(progress);
  }
}

/** From 0 to 1; reading is most of the work where there are many packets, checking where there are many calls. */
export function progressPart({ state, read, size, calls, checked }: ReadProgress): number {
  if (state === 'reading') return size > 0 ? read / size : 0;
  if (state === 'checking') return calls > 0 ? checked / calls : 1;
  return 1;
}

/** How many calls are shown and chosen. */
export function countText(shown: number, all: number, chosen: number): string {
  const part = shown === all ? '' : `${shown.toLocaleString('en')} of ${count(all, 'call')}`;
  const picked = chosen > 1 ? `${chosen.toLocaleString('en')} chosen` : '';
  return [part, picked].filter(text => text !== '').join(' · ');
}

/** What stands instead of rows; nothing while there are some. */
export function emptyText(shown: number, all: number, { state }: ReadProgress): string {
  if (shown > 0) return '';
  if (all > 0) return 'No call matches the filter. Escape shows all of them.';
  if (state === 'reading') return 'No call yet.';
  return state === 'failed' ? '' : 'No SIP was found in this file.';
}

/** A line on one call: what is wrong with it, and how it is called in the log of a gateway. */
export function detailText(row: CallRow): string {
  const verdict = row.verdict ?? '';
  const callId = row.callId === '' ? '' : `Call-ID ${row.callId}`;
  return [`Call ${row.id}`, verdict, count(row.messages, 'message'), callId].filter(text => text !== '').join(' · ');
}
