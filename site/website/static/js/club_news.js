// Shows a child on their map what everybody at the club is told, as it happens. Nothing opens
// by itself; without it the same stands there once the page is loaded again.
const place = document.getElementById("club-news");
const PHRASE_STAYS_MS = 60_000;
let shown = "";

function line(kind, words) {
  const made = document.createElement("p");
  made.className = `club-news__${kind}`;
  made.textContent = words;
  return made;
}

function show({ phrase, invitation }) {
  // What stands there already is not said once more.
  const now = JSON.stringify([phrase, invitation]);
  if (now === shown) return;
  shown = now;
  place.replaceChildren();
  if (phrase) {
    const said = line("phrase", `From your club: “${phrase.words}”`);
    place.append(said);
    setTimeout(() => said.remove(), PHRASE_STAYS_MS);
  }
  if (invitation) {
    const invited = line("invitation", `Everybody can begin “${invitation.title}” now. `);
    const begin = document.createElement("a");
    begin.className = "button";
    begin.href = place.dataset.open.replace("a-lesson", invitation.lesson);
    begin.textContent = "Begin it";
    invited.append(begin);
    place.append(invited);
  }
}

// A browser begins a stream that broke off again by itself.
new EventSource(place.dataset.news).addEventListener("news", (event) => show(JSON.parse(event.data)));
