// How the page looks to this child: kept in this browser only and for this child only, since
// the next one at a club's computer may read otherwise; told to the stylesheet by attributes
// of the root element.
import { isRemote } from "./spatial";

export type Reading = "size" | "theme" | "letters";

/** Each choice, the first being what a new browser gets, but for a television's letters. "system" follows the device. */
export const CHOICES: Record<Reading, [value: string, words: string][]> = {
  size: [
    ["normal", "Normal"],
    ["big", "Big"],
    ["bigger", "Bigger"],
  ],
  theme: [
    ["system", "Like this device"],
    ["light", "Light"],
    ["dark", "Dark"],
    ["contrast", "High contrast"],
  ],
  letters: [
    ["plain", "Plain"],
    ["easy", "Dyslexia-friendly"],
  ],
};

/** The name under which a choice is kept: with the child's, as the page's address has it. */
export function keptAs(name: Reading): string {
  const child = /\/user\/([^/]+)\//.exec(location.pathname)?.[1];
  return child ? `room-${name}-${child}` : `room-${name}`;
}

/** What a child gets who chose nothing: a television is looked at from the sofa. */
function first(name: Reading): string {
  return name === "size" && isRemote() ? "bigger" : CHOICES[name][0][0];
}

export function chosen(name: Reading): string {
  const known = CHOICES[name].map(([value]) => value);
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(keptAs(name));
  } catch {
    // A browser that keeps nothing gets what a new one gets.
  }
  return kept !== null && known.includes(kept) ? kept : first(name);
}

/** Shows a choice at once and keeps it where the browser allows. */
export function choose(name: Reading, value: string): void {
  document.documentElement.dataset[name] = value;
  try {
    localStorage.setItem(keptAs(name), value);
  } catch {
    // It still holds on this page.
  }
}

export function applyReading(): void {
  for (const name of Object.keys(CHOICES) as Reading[]) document.documentElement.dataset[name] = chosen(name);
}
