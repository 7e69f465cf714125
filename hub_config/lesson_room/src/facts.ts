// What the page's server tells its script.

export interface ExerciseFacts {
  id: string;
  title: string;
  points: number;
  hints: number;
  learns: string;
}

export interface ExerciseProgress {
  id: string;
  passed: boolean;
  /** Passed, or waiting for a person to read it. */
  settled: boolean;
  points: number;
  max_points: number;
  tries: number;
  hints_taken: number;
  message: string;
}

export interface Progress {
  points: number;
  max_points: number;
  exercises: ExerciseProgress[];
  /** Which lesson comes next, once this one is finished. */
  next: { slug: string; title: string } | null;
}

/** What the adults of the child's session tell; `may_ask` is false at home. */
export interface ClubNews {
  may_ask: boolean;
  call: { lesson: string; exercise: string; state: "waiting" | "taken" } | null;
  phrase: { id: number; words: string } | null;
  invitation: { id: number; lesson: string; title: string } | null;
}

export interface Facts {
  slug: string;
  title: string;
  /** Which release of the lesson this is. */
  version: string;
  baseUrl: string;
  path: string;
  xsrf: string;
  exercises: ExerciseFacts[];
  setup: string[];
  /** Where the child's lessons are, on the site. */
  home: string;
  /** Whether there is code of boxes that the child removed. */
  removed: boolean;
  progress: Progress | null;
  news: ClubNews | null;
}

export function readFacts(): Facts {
  return JSON.parse(document.getElementById("facts")!.textContent!) as Facts;
}
