// Asks what the child's program asks with input(), where its output stands.
import { element } from "./elements";

let asked = 0;

/** A form that gives the answer once; `close` turns it into plain words. */
export function question(words: string, answer: (said: string) => void): { form: HTMLFormElement; close: () => void } {
  const id = `answer-${++asked}`;
  const box = element("input", { id, class: "answer-box", type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
  const form = element(
    "form",
    { class: "question" },
    element("label", { for: id }, words.trim() || "Your code asks you something:"),
    element("span", { class: "answer-row" }, box, element("button", { class: "button button-run", type: "submit" }, "Answer")),
  );
  const close = (said = "") => {
    const spoken = said ? [element("strong", {}, said)] : [];
    form.replaceWith(element("p", { class: "answered" }, `${words} `, ...spoken));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer(box.value);
    close(box.value);
  });
  return { form, close };
}
