// How big the letters are and which letters: kept in this browser only.
import { element } from "./elements";

const SIZES: [string, string][] = [
  ["normal", "Normal"],
  ["big", "Big"],
  ["bigger", "Bigger"],
];
const root = document.documentElement;

function kept(name: string): string | null {
  try {
    return localStorage.getItem(`room-${name}`);
  } catch {
    return null;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`room-${name}`, value);
  } catch {
    // A browser that keeps nothing still shows the choice on this page.
  }
}

export function applyReading(): void {
  root.dataset.size = kept("size") ?? "normal";
  root.dataset.letters = kept("letters") ?? "plain";
}

export function readingMenu(): HTMLDetailsElement {
  const sizes = SIZES.map(([value, words]) => {
    const box = element("input", { type: "radio", name: "size", value, checked: root.dataset.size === value });
    box.addEventListener("change", () => {
      root.dataset.size = value;
      keep("size", value);
    });
    return element("label", { class: "choice" }, box, ` ${words}`);
  });
  const easy = element("input", { type: "checkbox", checked: root.dataset.letters === "easy" });
  easy.addEventListener("change", () => {
    root.dataset.letters = easy.checked ? "easy" : "plain";
    keep("letters", root.dataset.letters);
  });
  const menu = element(
    "details",
    { class: "reading" },
    element("summary", {}, element("span", { "aria-hidden": "true" }, "Aa"), element("span", { class: "hidden-words" }, "Letters")),
    element(
      "div",
      { class: "reading-box" },
      element("fieldset", {}, element("legend", {}, "Size of the letters"), ...sizes),
      element("label", { class: "choice" }, easy, " Letters for easier reading"),
    ),
  );
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary")!.focus();
  });
  return menu;
}
