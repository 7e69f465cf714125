export function withThemes(css: string, path: string): string;
