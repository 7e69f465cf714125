// Which cells of a notebook a child may write in, and those that are the child's own.
import type { Cell } from "./notebook";

/** No more boxes of their own than this are offered; what a file holds beyond is shown all the same. */
export const MOST_BOXES = 6;

const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** A new box's cell, with nothing in it but a child's text. */
export function ownCell(id: string, source: string): Cell {
  return { id, cell_type: "code", source, metadata: { lesson: { part: "scratch" } }, outputs: [], execution_count: null };
}

export function isOwn(cell: Cell): boolean {
  const lesson = cell.metadata.lesson as { part?: unknown } | undefined;
  return cell.cell_type === "code" && lesson?.part === "scratch" && !cell.metadata.nbgrader;
}

export function hasCellName(cell: Cell): boolean {
  return NAME.test(cell.id);
}

/** Code that is neither locked nor a test: what the lesson gives is the lesson's. */
export function isEditable(cell: Cell): boolean {
  const marks = (cell.metadata.nbgrader ?? {}) as { locked?: boolean; grade?: boolean; solution?: boolean };
  return cell.cell_type === "code" && !marks.locked && !(marks.grade && !marks.solution);
}
