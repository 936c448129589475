/** What the program needs of the process that it runs in. */
export interface Host {
  /** The result, and nothing but the result. */
  readonly out: (data: string | Uint8Array) => void;
  /** One line for people: what went wrong, or what was done. */
  readonly note: (line: string) => void;
  /** Standard input, piece by piece. */
  readonly input: () => AsyncIterable<Uint8Array>;
  /** Whether the result goes to a terminal that shows colours. */
  readonly colour: boolean;
  /** Columns of the terminal that the result goes to. */
  readonly width?: number;
}

/** 0 nothing found, 1 findings, 2 something could not be read or the command line was wrong. */
export type Status = 0 | 1 | 2;

/** What a user can mend; its message is one line. */
export class Refusal extends Error {}

/** The system's words for a failed file operation, without its code names. */
export function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'no such file or folder',
    EACCES: 'permission denied',
    EPERM: 'not permitted',
    EISDIR: 'is a folder',
    ENOTDIR: 'a part of the path is no folder',
    ELOOP: 'too many symbolic links',
    ENOSPC: 'no space left',
    EROFS: 'read-only file system',
  };
  return words[code ?? ''] ?? message ?? String(error);
}
