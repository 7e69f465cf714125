// Keeps the board fresh: asks for its tiles again every two seconds while somebody looks.
// Without it the page is the same, as of when it was opened.
const tiles = document.getElementById("board-tiles");
const EVERY_MS = 2000;

async function refresh() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(tiles.dataset.board, { headers: { "X-Part": "tiles" }, redirect: "error" });
      if (answer.ok) tiles.innerHTML = await answer.text();
    } catch {
      // The network is away: what is shown says when it was read.
    }
  }
  setTimeout(refresh, EVERY_MS);
}

setTimeout(refresh, EVERY_MS);
