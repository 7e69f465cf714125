// The finder without a reload: searches again as a choice changes, and says so to screen readers.
// Without this script the button does the same.
const form = document.querySelector("form.finder");

form?.addEventListener("change", (event) => {
  if (event.target.matches("select, input[type=checkbox]")) form.requestSubmit();
});

// An answer with something to put right (422) is shown like any other.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) event.detail.shouldSwap = true;
});
