// Presses "Try again" for the child, a few times, each time a little later, and not for ever.
// Without this script the button is still there to press.
const button = document.getElementById("again");
const note = document.getElementById("again-note");
const KEPT_AS = `again: ${document.title}`; // each kind of page counts for itself
const FORGOTTEN_AFTER = 120_000; // milliseconds

keepTheLesson();
const tries = countedTries();
if (tries < Number(button.dataset.tries)) {
  remember(tries + 1);
  const seconds = Number(button.dataset.seconds) * 2 ** tries;
  if (seconds > 0) note.textContent = `We try again in ${seconds} seconds.`;
  setTimeout(() => window.location.assign(button.href), seconds * 1000);
} else {
  note.textContent = "That was a lot of tries. Tell a helper, or press the button a little later.";
}

// The hub's address for starting leaves out where the child was going.
function keepTheLesson() {
  const next = new URLSearchParams(window.location.search).get("next");
  const start = new URL(button.href);
  if (next && !start.searchParams.has("next")) {
    start.searchParams.set("next", next);
    button.href = start.href;
  }
}

function countedTries() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? "null");
  return kept && Date.now() - kept.at < FORGOTTEN_AFTER ? kept.tries : 0;
}

function remember(count) {
  sessionStorage.setItem(KEPT_AS, JSON.stringify({ tries: count, at: Date.now() }));
}
