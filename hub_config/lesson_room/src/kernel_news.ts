// Says how Python fares, in words, and offers to start it again.
import type { KernelState } from "./kernel";
import { note, withdraw } from "./notices";

const STUCK = "Python is stuck or has stopped. Your code is safe. Start Python again, then run your code from the top.";

export class KernelNews {
  private state: KernelState = "starting";

  constructor(private readonly restart: () => Promise<void>) {}

  show(state: KernelState): void {
    this.state = state;
    document.documentElement.dataset.kernel = state;
    if (state === "ready") {
      withdraw("kernel");
      performance.mark("kernel-ready");
    } else if (state === "restarting") {
      withdraw("kernel");
      this.untilRead("Python had to start again. Your code is safe. Run it again from the top.");
    } else if (state === "renewed") {
      this.untilRead("Python had a rest and has started again. Your code is safe. Run it from the top.");
    } else if (state === "dead") {
      this.offerRestart();
    } else if (state === "lost") {
      note("kernel", "We lost touch with Python. Is the internet on? Press Run to try again.");
    }
  }

  /** For a Python that stopped; one that starts again by itself needs no help. */
  offerRestart(): void {
    if (this.state === "restarting") return;
    note("kernel", STUCK, { words: "Start Python again", press: () => void this.startAgain() });
  }

  private async startAgain(): Promise<void> {
    try {
      await this.restart();
      this.untilRead("Python has started again. Run your code from the top.");
    } catch {
      this.offerRestart();
    }
  }

  /** Under a name of its own: the connection's news, which may come and go, must not take it away. */
  private untilRead(words: string): void {
    note("restarted", words, { words: "OK", press: () => withdraw("restarted") });
  }
}
