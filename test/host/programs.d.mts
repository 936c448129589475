export function onPath(command: string): string | undefined;
export function findBrowser(): string | undefined;
export function findNeovim(): string | undefined;
export function findFirefox(): string | undefined;
