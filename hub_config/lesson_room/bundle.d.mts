export const here: string;
export const page: object;
export const early: object;
