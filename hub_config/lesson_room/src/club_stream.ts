// The news of the club as they happen: one stream, begun again with more and more patience
// whenever it breaks off, at once when the network or the child comes back.
import type { ClubNews, Facts } from "./facts";
import { serverEvents } from "./lesson_api";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
/** A stream in which nothing was heard for so long is dead, as after a laptop's sleep. */
const SILENCE_MS = 45_000;

export class ClubStream {
  private wait = FIRST_WAIT_MS;
  private timer: number | undefined;
  private silence: number | undefined;
  private open: AbortController | undefined;

  constructor(
    private readonly facts: Pick<Facts, "baseUrl" | "xsrf">,
    private readonly hear: (news: ClubNews) => void,
  ) {
    const atOnce = () => this.timer !== undefined && this.begin();
    window.addEventListener("online", atOnce);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && atOnce());
    window.addEventListener("pagehide", () => this.stop());
  }

  begin(): void {
    this.stop();
    void this.follow();
  }

  stop(): void {
    window.clearTimeout(this.timer);
    window.clearTimeout(this.silence);
    this.timer = undefined;
    this.open?.abort();
    this.open = undefined;
  }

  private async follow(): Promise<void> {
    const mine = new AbortController();
    this.open = mine;
    try {
      const reply = await fetch(`${this.facts.baseUrl}lesson-api/news`, {
        headers: { "X-XSRFToken": this.facts.xsrf, Accept: "text/event-stream" },
        signal: mine.signal,
      });
      if (!reply.ok) throw new Error(String(reply.status));
      this.listenFor(mine);
      for await (const { event, content } of serverEvents(reply, () => this.listenFor(mine))) {
        this.wait = FIRST_WAIT_MS;
        if (event === "news") this.hear(content as unknown as ClubNews);
      }
    } catch {
      // Cut off, away or signed out: it is tried again.
    }
    if (this.open === mine) this.later();
  }

  private listenFor(mine: AbortController): void {
    window.clearTimeout(this.silence);
    this.silence = window.setTimeout(() => mine.abort(), SILENCE_MS);
  }

  private later(): void {
    window.clearTimeout(this.silence);
    // Thirty rooms that were cut off together do not come back together.
    const patience = this.wait * (0.75 + Math.random() / 2);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
    this.timer = window.setTimeout(() => this.begin(), patience);
  }
}
