// What the adults of the child's session tell: that somebody comes, a phrase to everybody, a
// lesson to begin together. Nothing here changes the page under the child's hands.
import { ClubStream } from "./club_stream";
import type { ClubNews, Facts } from "./facts";
import type { Help } from "./help";
import { note, withdraw } from "./notices";

const PHRASE_STAYS_MS = 60_000;

export class Club {
  private readonly stream: ClubStream;
  private phraseTimer: number | undefined;

  constructor(
    private readonly facts: Facts,
    private readonly helps: Help[],
    private readonly save: () => Promise<void>,
  ) {
    this.stream = new ClubStream(facts, (news) => this.hear(news));
    for (const help of helps) {
      help.before = save;
      help.heard = (news) => this.hear(news);
    }
  }

  begin(): void {
    if (this.facts.news) this.hear(this.facts.news);
    this.stream.begin();
  }

  hear(news: ClubNews): void {
    for (const help of this.helps) help.show(news);
    this.showPhrase(news.phrase);
    this.showInvitation(news.invitation);
  }

  private showPhrase(phrase: ClubNews["phrase"]): void {
    if (!phrase || !isNew("phrase", phrase.id)) return;
    const gone = () => withdraw("phrase");
    note("phrase", `From your club: “${phrase.words}”`, { words: "OK", press: gone });
    window.clearTimeout(this.phraseTimer);
    this.phraseTimer = window.setTimeout(gone, PHRASE_STAYS_MS);
  }

  private showInvitation(invitation: ClubNews["invitation"]): void {
    if (!invitation) return withdraw("invitation");
    if (invitation.lesson === this.facts.slug || !isNew("invitation", invitation.id)) return;
    note(
      "invitation",
      `Everybody can begin “${invitation.title}” now. Your work here is saved.`,
      { words: "Begin it", press: () => void this.go(invitation.lesson) },
      { words: "Not now", press: () => withdraw("invitation") },
    );
  }

  private async go(lesson: string): Promise<void> {
    try {
      await this.save();
    } catch {
      note("invitation", "Your last changes could not be saved, so we stay here. Is the internet on?");
      return;
    }
    location.assign(`${this.facts.baseUrl}lesson/${lesson}`);
  }
}

/** Whether this window shows it for the first time, loading the page again included. */
function isNew(name: string, id: number): boolean {
  try {
    const key = `club-${name}`;
    if (sessionStorage.getItem(key) === String(id)) return false;
    sessionStorage.setItem(key, String(id));
  } catch {
    // A browser that keeps nothing shows it again after a reload.
  }
  return true;
}
