// Listens to how the lesson's start goes on and moves on when it is over, well or badly:
// the same address then leads into the lesson or says what went wrong. What is broken is
// tried again a few times, each time a little later; then there is a button.
const waiting = document.getElementById("waiting");
const button = document.getElementById("look");
const KEPT_AS = "waiting for a lesson";
const SLOW_AFTER = 8_000; // milliseconds, as all times here
const STUCK_AFTER = 30_000;
const FIRST_PAUSE = 2_000;
const MOST_TRIES = 5;
const FORGOTTEN_AFTER = 180_000;

const before = remembered();
const progress = new EventSource(waiting.dataset.progress);

progress.addEventListener("message", (event) => {
  const step = JSON.parse(event.data);
  if (step.ready || step.failed) moveOn();
});

// A connection that broke says nothing about the lesson: look again, a little later each time.
progress.addEventListener("error", () => {
  progress.close();
  if (before.tries >= MOST_TRIES) {
    say(waiting.dataset.stuck);
    return;
  }
  setTimeout(moveOn, FIRST_PAUSE * 2 ** before.tries);
});

setTimeout(() => say(waiting.dataset.slow), untilSince(SLOW_AFTER));
setTimeout(() => say(waiting.dataset.stuck), untilSince(STUCK_AFTER));

function moveOn() {
  progress.close();
  const kept = { tries: before.tries + 1, since: before.since, at: Date.now() };
  sessionStorage.setItem(KEPT_AS, JSON.stringify(kept));
  window.location.reload();
}

function say(words) {
  waiting.textContent = words;
  button.hidden = false;
}

function untilSince(milliseconds) {
  return Math.max(0, before.since + milliseconds - Date.now());
}

function remembered() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? "null");
  if (kept && Date.now() - kept.at < FORGOTTEN_AFTER && kept.tries <= MOST_TRIES) return kept;
  return { tries: 0, since: Date.now() };
}
