export function atExit(action: () => void): () => void;
export function temporaryFolder(purpose: string): string;
export function temporaryWorkspace(): string;
export function remove(folder: string): void;
