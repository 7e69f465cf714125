// Arrow keys and Enter reach everything, for a television's remote control or a game
// console's pad. Only keys that nobody else wanted are taken, and never those that a
// text field needs. In a code box the arrows write; Escape or a box reached by arrows
// lets them pass on, and Enter goes (back) in.

export type Direction = "left" | "right" | "up" | "down";

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const ARROWS: Record<string, Direction> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
const REACHED = "a[href], button, summary, input, select, textarea, [tabindex='0'], .cm-content";
/** What uses the arrows itself. */
const WRITTEN = "input:not([type=button], [type=submit], [type=checkbox]), textarea, select, [role=listbox], [contenteditable=true]";
const ONE_LINE = "input:not([type=number], [type=range], [type=date], [type=radio], [list])";
const OUT_OF_SIGHT = "[hidden], [inert], details:not([open]) > :not(summary)";
/** Being off to the side counts this much more than being far ahead. */
const SIDEWAYS = 2.5;
/** How far apart in height, in pixels, things on one row may be. */
const ROW = 60;

/** Which of the boxes is next in a direction; -1 if none lies there. */
export function nextBox(from: Box, boxes: Box[], direction: Direction): number {
  let best = -1;
  let least = Infinity;
  boxes.forEach((box, index) => {
    const far = distance(from, box, direction);
    if (far < least) [best, least] = [index, far];
  });
  return best;
}

function distance(from: Box, to: Box, direction: Direction): number {
  const [ahead, begins] = {
    left: [from.left - to.right, from.left - to.left],
    right: [to.left - from.right, to.right - from.right],
    up: [from.top - to.bottom, from.top - to.top],
    down: [to.top - from.bottom, to.bottom - from.bottom],
  }[direction];
  // It must end further on, and not lie around what is left.
  if (begins <= 1 || ahead < -Math.min(size(from, direction), size(to, direction)) / 2) return Infinity;
  const level = direction === "left" || direction === "right";
  const gap = level ? apart(from.top, from.bottom, to.top, to.bottom) : apart(from.left, from.right, to.left, to.right);
  // To the side means on the same row; up and down may step aside where nothing lies straight ahead.
  if (level && gap > ROW) return Infinity;
  const starts = level ? from.top - to.top : from.left - to.left;
  return Math.max(0, ahead) + SIDEWAYS * gap + Math.abs(starts) / 100;
}

function size(box: Box, direction: Direction): number {
  return direction === "left" || direction === "right" ? box.right - box.left : box.bottom - box.top;
}

function apart(aStart: number, aEnd: number, bStart: number, bEnd: number): number {
  return Math.max(0, bStart - aEnd, aStart - bEnd);
}

/** A device without mouse and keyboard: there the first arrow begins, and a box's edge lets go. */
export function isRemote(): boolean {
  const pointless = window.matchMedia?.("(any-pointer: none)").matches ?? false;
  return pointless || /\b(?:SmartTV|SMART-TV|Tizen|Web0S|webOS\.TV|BRAVIA|AFT\w+|CrKey|GoogleTV|PlayStation|Nintendo|Xbox)\b/i.test(navigator.userAgent);
}

export class SpatialKeys {
  /** The code box that the arrows pass by, though it has the focus. */
  private passing: Element | null = null;

  constructor(private readonly remote = isRemote()) {
    document.addEventListener("keydown", (event) => this.first(event), true);
    document.addEventListener("keydown", (event) => this.last(event));
    document.addEventListener("focusout", () => this.pass(null));
  }

  /** Before the code box sees the key: in one that is passed by, arrows and Enter are ours. */
  private first(event: KeyboardEvent): void {
    if (!this.passing || !(event.target instanceof Element) || event.target !== this.passing) return;
    if (event.key === "Escape" || isModifier(event)) return;
    const box = this.passing;
    this.pass(null);
    if (event.key === "Enter" && !hasModifier(event)) return taken(event);
    const direction = ARROWS[event.key];
    if (!direction || hasModifier(event)) return;
    taken(event);
    if (!this.go(box, direction)) this.pass(box);
  }

  /** After everybody: what is left of the arrows moves the focus. */
  private last(event: KeyboardEvent): void {
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.defaultPrevented || hasModifier(event)) return;
    if (event.key === "Escape" && target.matches(".cm-content")) return this.pass(target);
    const direction = ARROWS[event.key];
    if (!direction) return;
    const edge = this.remote && target.matches(".cm-content");
    // A question that a program asks again and again must not hold a remote control: one line has no up or down.
    const leaves = target.matches(ONE_LINE) && (direction === "up" || direction === "down");
    if (!edge && !leaves && target.closest(WRITTEN)) return;
    if (target === document.body && !this.remote) return;
    if (this.go(target, direction)) event.preventDefault();
  }

  /** Moves the focus from an element; false if nothing in reach lies there, so that the page may scroll. */
  private go(from: Element, direction: Direction): boolean {
    const there = reachable().filter((each) => from === document.body || !from.contains(each));
    const start = from === document.body ? topOfSight(direction) : from.getBoundingClientRect();
    const found = there[nextBox(start, there.map((each) => each.getBoundingClientRect()), direction)];
    if (!found) return false;
    found.focus({ preventScroll: true });
    // At once: the next key must find everything where it will stay.
    found.scrollIntoView?.({ block: "nearest", behavior: "instant" });
    if (found.matches(".cm-content")) this.pass(found);
    return true;
  }

  private pass(box: Element | null): void {
    this.passing?.closest(".code")?.classList.remove("passing");
    this.passing = box;
    box?.closest(".code")?.classList.add("passing");
  }
}

/** What can take the focus and is seen, or lies less than half a screen beyond. */
function reachable(): HTMLElement[] {
  const reach = window.innerHeight / 2;
  return [...document.querySelectorAll<HTMLElement>(REACHED)].filter((each) => {
    if (each.closest(OUT_OF_SIGHT) || each.matches(":disabled, .skip, [tabindex='-1']")) return false;
    const box = each.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && box.bottom > -reach && box.top < window.innerHeight + reach;
  });
}

function topOfSight(direction: Direction): Box {
  const edge = direction === "up" ? window.innerHeight : 0;
  return { left: 0, right: window.innerWidth, top: edge, bottom: edge };
}

function taken(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

function hasModifier(event: KeyboardEvent): boolean {
  return event.shiftKey || event.ctrlKey || event.altKey || event.metaKey;
}

function isModifier(event: KeyboardEvent): boolean {
  return ["Shift", "Control", "Alt", "Meta"].includes(event.key);
}
