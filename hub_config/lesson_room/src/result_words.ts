// What the child reads above a checked exercise.

export interface ResultWords {
  tone: "good" | "close" | "look" | "ours";
  title: string;
  /** Said when the site sends no message of its own. */
  message: string;
}

const WORDS: Record<string, ResultWords> = {
  passed: { tone: "good", title: "Yes! It works.", message: "Your code does just what was asked." },
  wrong: { tone: "close", title: "Not quite yet", message: "Run your code and look closely at what it does." },
  error: { tone: "look", title: "Python got stuck", message: "Press Run to see where Python got stuck." },
  not_started: { tone: "close", title: "Nothing to check yet", message: "Write your code first, then press Check." },
  too_slow: { tone: "look", title: "That took too long", message: "Is there a loop that never ends?" },
  too_much_memory: { tone: "look", title: "That was too big", message: "Your code made something too big to hold." },
  too_much_output: { tone: "look", title: "That printed too much", message: "Is there a loop that never stops printing?" },
  stopped_itself: { tone: "look", title: "Your code stopped early", message: "Something in your code ended Python itself, such as exit()." },
  for_a_person: { tone: "good", title: "Handed in", message: "Your answer is kept. A person will read it." },
  repaired: { tone: "ours", title: "We mended this exercise", message: "Some parts had gone missing. Please press Check again." },
  unreadable: { tone: "ours", title: "We could not read this one", message: "Load the page again and we will mend it." },
  marker_fault: { tone: "ours", title: "Our checker had a hiccup", message: "It is not your code. Try again in a minute." },
};

export function resultWords(outcome: string): ResultWords {
  return WORDS[outcome] ?? WORDS.marker_fault;
}
