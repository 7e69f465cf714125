// How the page looks to this child: kept in this browser only, told to the stylesheet
// by attributes of the root element.

export type Reading = "size" | "theme" | "letters";

/** Each choice, the first being what a new browser gets. "system" follows the device. */
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

export function chosen(name: Reading): string {
  const known = CHOICES[name].map(([value]) => value);
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(`room-${name}`);
  } catch {
    // A browser that keeps nothing gets what a new one gets.
  }
  return kept !== null && known.includes(kept) ? kept : known[0];
}

/** Shows a choice at once and keeps it where the browser allows. */
export function choose(name: Reading, value: string): void {
  document.documentElement.dataset[name] = value;
  try {
    localStorage.setItem(`room-${name}`, value);
  } catch {
    // It still holds on this page.
  }
}

export function applyReading(): void {
  for (const name of Object.keys(CHOICES) as Reading[]) document.documentElement.dataset[name] = chosen(name);
}
