// Notices that the computer slept, or that the network came back.

const TICK_MS = 5000;
/** Browsers slow the clock of hidden pages to once a minute; longer than that is sleep. */
const SLEEP_MS = 90_000;

/** Calls `act` after a sleep and whenever the browser says that it is online again. */
export function onWake(act: () => void): void {
  let last = Date.now();
  window.setInterval(() => {
    const now = Date.now();
    if (now - last > SLEEP_MS) act();
    last = now;
  }, TICK_MS);
  window.addEventListener("online", act);
}
