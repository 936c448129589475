import type { ListModel } from './model';

/** What a key asks the page to do; `moved` when it has only changed what is active or chosen. */
export type KeyAction = 'open' | 'openBeside' | 'escape' | 'filter' | 'moved';

/** The part of a keyboard event that matters. */
export interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** A key that writes something. */
export const isLetter = ({ key, ctrlKey, metaKey, altKey }: Key): boolean =>
  key.length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey;

/** Does what a key in the list means; undefined for a key that means nothing there. */
export function keyAction(event: Key, model: ListModel, pageSize: number): KeyAction | undefined {
  const command = event.ctrlKey || event.metaKey;
  if (event.altKey) return undefined;
  const target = targetOf(event.key, model, pageSize);
  if (target !== undefined) {
    model.moveTo(target, event.shiftKey ? 'range' : command ? 'none' : 'alone');
    return 'moved';
  }
  switch (event.key) {
    case ' ':
      model.toggle();
      return 'moved';
    case 'Enter':
      return command ? 'openBeside' : 'open';
    case 'Escape':
      return 'escape';
    case 'a':
      if (command) model.chooseAll();
      return command ? 'moved' : undefined;
    case 'f':
      return command ? 'filter' : undefined;
    default:
      return undefined;
  }
}

function targetOf(key: string, { active, shown }: ListModel, pageSize: number): number | undefined {
  switch (key) {
    case 'ArrowUp':
      return active - 1;
    case 'ArrowDown':
      return active + 1;
    case 'PageUp':
      return active - pageSize;
    case 'PageDown':
      return active + pageSize;
    case 'Home':
      return 0;
    case 'End':
      return shown.length - 1;
    default:
      return undefined;
  }
}
