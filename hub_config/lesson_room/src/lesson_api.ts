// The calls of the child's own server that reach the site.
import { answerTo, NOT_RUNNING } from "./connection";
import type { ClubNews, Facts, Progress } from "./facts";

const WAIT_MS = 20_000;

export interface ExerciseResult {
  id: string;
  title: string;
  points: number;
  max_points: number;
  outcome: string;
  message: string;
}

export interface Submission {
  id: string;
  state: "stored" | "marking" | "marked" | "set_aside";
  result: { points: number; max_points: number; exercises: ExerciseResult[] } | null;
}

export interface Hint {
  number: number;
  of: number;
  text: string;
}

/** What stood in a box before, and when it was put away. */
export interface Try {
  at: string;
  text: string;
}

export interface Tries {
  starter: string;
  tries: Try[];
}

export interface RoomEvent {
  lesson: string;
  exercise: string | null;
  kind: "ran" | "error";
  error_kind: string | null;
}

/** A refusal, in words for the child. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly nextStep: string,
    readonly status = 0,
  ) {
    super(message);
  }
}

const NOT_REACHED = () => new Refused("We could not reach the clubs’ computer.", "Is the internet on? Try again in a minute.");

export class LessonApi {
  private readonly base: string;

  constructor(private readonly facts: Facts) {
    this.base = `${facts.baseUrl}lesson-api/`;
  }

  /** The slug of the lesson that is open. */
  get lesson(): string {
    return this.facts.slug;
  }

  async kernel(): Promise<{ id: string; name: string }> {
    return (await this.call("POST", `lessons/${this.facts.slug}/kernel`)).json();
  }

  async progress(): Promise<Progress> {
    return (await this.call("GET", `lessons/${this.facts.slug}/progress`)).json();
  }

  async hint(exercise: string, number: number): Promise<Hint> {
    return (await this.call("POST", `lessons/${this.facts.slug}/exercises/${exercise}/hints`, { number })).json();
  }

  /** Calls a helper to an exercise, which goes with it as it was last saved. */
  async askForHelp(exercise: string, errorKind: string): Promise<ClubNews> {
    return (await this.call("POST", `lessons/${this.facts.slug}/exercises/${exercise}/help`, { error_kind: errorKind })).json();
  }

  async takeHelpBack(): Promise<ClubNews> {
    return (await this.call("POST", "help/taken-back", {})).json();
  }

  /** One good answer; refused until the exercise is passed. */
  async modelAnswer(exercise: string): Promise<{ text: string }> {
    return (await this.call("GET", `lessons/${this.facts.slug}/exercises/${exercise}/model-answer`)).json();
  }

  /** The earlier tries of a box: `exercises/<id>`, or `own-code`. */
  async tries(box: string): Promise<Tries> {
    return (await this.call("GET", `lessons/${this.facts.slug}/${box}/tries`)).json();
  }

  /** Puts a try away in the child's own home. */
  async keepTry(box: string, text: string): Promise<Tries> {
    return (await this.call("POST", `lessons/${this.facts.slug}/${box}/tries`, { text })).json();
  }

  /** Sent without waiting: the child's work never depends on it. */
  record(events: RoomEvent[]): void {
    this.call("POST", "events", { events }).catch(() => undefined);
  }

  /** Hands the saved lesson in; tells each state and gives the last one. */
  async check(tell: (submission: Submission) => void): Promise<Submission> {
    const reply = await this.call("POST", `lessons/${this.facts.slug}/check`, undefined, 180_000);
    let last: Submission | undefined;
    for await (const { event, content } of serverEvents(reply)) {
      if (event === "trouble") throw new Refused(String(content.message), String(content.next_step));
      last = content as unknown as Submission;
      tell(last);
    }
    if (!last || (last.state !== "marked" && last.state !== "set_aside")) throw NOT_REACHED();
    return last;
  }

  private async call(method: string, path: string, body?: unknown, wait = WAIT_MS): Promise<Response> {
    let reply: Response;
    try {
      const request = new Request(new URL(this.base + path, location.href), {
        method,
        body: body === undefined ? undefined : JSON.stringify(body),
        headers: { "X-XSRFToken": this.facts.xsrf, "Content-Type": "application/json" },
        signal: AbortSignal.timeout(wait),
      });
      reply = await answerTo(request);
    } catch {
      throw NOT_REACHED();
    }
    if (!reply.ok) throw await refusal(reply);
    return reply;
  }
}

async function refusal(reply: Response): Promise<Refused> {
  const content = await reply.json().catch(() => ({}));
  if (reply.status === 503 && !content.code) return NOT_REACHED();
  if (reply.status === 403 && !content.code) {
    return new Refused("You are signed out.", "Go to “My lessons” and open this lesson again.", 403);
  }
  if (reply.status === NOT_RUNNING) {
    return new Refused("Your things were put away, because nothing happened here for a while.", "Load this page again: they come back as you left them.", NOT_RUNNING);
  }
  return new Refused(content.message || "That did not work.", content.next_step ?? "Try again in a minute.", reply.status);
}

/** The events of a stream; one that breaks off counts as not reached. `alive` is called whenever something came. */
export async function* serverEvents(reply: Response, alive: () => void = () => undefined): AsyncGenerator<{ event: string; content: Record<string, unknown> }> {
  const reader = reply.body!.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw NOT_REACHED();
    });
    if (done) return;
    alive();
    buffer += value;
    const blocks = buffer.split("\n\n");
    buffer = blocks.pop()!;
    for (const block of blocks) {
      const found = /^event: (\w+)\ndata: (.*)$/s.exec(block);
      if (found) yield { event: found[1], content: JSON.parse(found[2]) };
    }
  }
}
