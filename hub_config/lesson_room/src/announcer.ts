// Says aloud, to those who listen to the page, what others see happen.

const place = document.getElementById("announcer")!;
let waiting: number | undefined;

export function announce(words: string): void {
  window.clearTimeout(waiting);
  place.textContent = "";
  // Emptied first and filled a moment later, so that the same words are said twice.
  waiting = window.setTimeout(() => {
    place.textContent = words;
  }, 60);
}
