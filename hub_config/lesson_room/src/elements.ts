// Builds elements without markup in strings.
import { sign, type SignName } from "./signs";

type Attributes = Record<string, string | boolean | (() => void)>;

/** An element with attributes and children; a function is what a press does. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener("click", value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** Text in which what stands between backticks is code. */
export function withCode(text: string): (Node | string)[] {
  return text.split("`").map((part, index) => (index % 2 ? element("code", { class: "bit-of-code" }, part) : part));
}

/** A button, with a small picture before its words where there is one. */
export function button(kind: SignName | "choice", words: string, press: () => void): HTMLButtonElement {
  const picture = kind === "choice" ? [] : [sign(kind)];
  return element(
    "button",
    { type: "button", class: `button button-${kind}`, onpress: press },
    ...picture,
    element("span", { class: "words" }, words),
  );
}

/** Change the words of a button made by `button`. */
export function reword(pressed: HTMLButtonElement, words: string): void {
  pressed.querySelector(".words")!.textContent = words;
}
