// Listens to how the lesson's start goes on and moves on when it is over, well or badly:
// the same address then leads into the lesson or says what went wrong.
const waiting = document.getElementById("waiting");
const progress = new EventSource(waiting.dataset.progress);

function moveOn() {
  progress.close();
  window.location.reload();
}

progress.addEventListener("message", (event) => {
  const step = JSON.parse(event.data);
  if (step.ready || step.failed) moveOn();
});

// A connection that broke says nothing about the lesson: look again a little later.
progress.addEventListener("error", () => {
  progress.close();
  setTimeout(moveOn, 2000);
});
