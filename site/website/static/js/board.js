// Keeps the board fresh by server-sent events; where those do not get through it asks again
// every two seconds. Without it the page is the same, as of when it was opened.
const board = document.getElementById("board");
const head = document.getElementById("board-head");
const said = document.getElementById("board-said");
const tiles = document.getElementById("board-tiles");
const fresh = document.getElementById("board-fresh");
const words = document.getElementById("board-words");
const acts = document.getElementById("board-acts");
const POLL_MS = 2000;
const WORDS_STAY_MS = 15_000;
const TRY_STREAM_AGAIN_MS = 30_000;

let events;
let polling;
let silence;

// The words stay in sight while one scrolls, so they go once they were read: the tiles tell the rest.
function say(text) {
  words.textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => words.replaceChildren(), WORDS_STAY_MS);
}

function drawn(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return holder.content.firstElementChild;
}

// Called for names of children who did not ask before.
function announceNew(before, now) {
  const asking = now.dataset.need === "asking" && !now.classList.contains("board-tile--taken");
  const asked = before?.dataset.need === "asking";
  if (!asking || asked) return;
  const name = now.querySelector(".board-tile__name").textContent.trim();
  say(`${name} asks for help: ${now.querySelector("[data-asks]").textContent.trim()}`);
}

function show(message) {
  const focused = document.activeElement?.closest?.("[data-key]")?.dataset.key;
  if (head.innerHTML !== message.head) head.innerHTML = message.head;
  if (said.innerHTML !== message.said) said.innerHTML = message.said;
  for (const [key, html] of Object.entries(message.tiles)) {
    const now = drawn(html);
    const before = document.getElementById(key);
    announceNew(before, now);
    if (before) before.replaceWith(now);
    else tiles.append(now);
  }
  const wanted = new Set(message.order);
  for (const tile of [...tiles.children]) if (!wanted.has(tile.id)) tile.remove();
  const moved = message.order.some((key, place) => tiles.children[place]?.id !== key);
  if (moved) tiles.append(...message.order.map((key) => document.getElementById(key)));
  if (focused) document.querySelector(`[data-key="${focused}"]`)?.focus({ preventScroll: true });
  // For whoever measures: when the newest thing shown happened, and when it came to be seen.
  board.dataset.changedAt = message.changed_at ?? "";
  board.dataset.shownAt = new Date().toISOString();
}

function listen() {
  events?.close();
  events = new EventSource(board.dataset.events);
  events.addEventListener("open", () => {
    clearTimeout(polling);
    fresh.textContent = "Live";
    fresh.dataset.live = "yes";
  });
  events.addEventListener("board", (event) => show(JSON.parse(event.data)));
  events.addEventListener("error", () => {
    // A browser tries again by itself, unless the answer was no.
    if (fresh.dataset.live === "yes") poll();
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, TRY_STREAM_AGAIN_MS);
  });
  setTimeout(() => events.readyState !== EventSource.OPEN && fresh.dataset.live !== "yes" && poll(), POLL_MS);
}

async function poll() {
  clearTimeout(polling);
  fresh.dataset.live = "no";
  if (events.readyState === EventSource.OPEN) return;
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(board.dataset.board, { headers: { Accept: "application/json" }, redirect: "error" });
      if (answer.ok) {
        show(await answer.json());
        fresh.textContent = `As of ${new Date().toLocaleTimeString("en-GB")}`;
      }
    } catch {
      fresh.textContent = `${fresh.textContent.replace(/\. Waiting.*/, "")}. Waiting for the network.`;
    }
  }
  polling = setTimeout(poll, POLL_MS);
}

// A press is answered where one stands, not at the top of a new page.
acts.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!button) return;
  event.preventDefault();
  button.setAttribute("aria-disabled", "true");
  try {
    const answer = await fetch(button.formAction, {
      method: "POST",
      body: new FormData(acts, button),
      headers: { Accept: "application/json" },
      redirect: "error",
    });
    const told = await answer.json();
    say(told.words ?? `${told.message} ${told.next_step}`);
  } catch {
    say("That did not get through. Is the network there? Press once more.");
  } finally {
    button.removeAttribute("aria-disabled");
  }
});

listen();
