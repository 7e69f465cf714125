// Makes pictures and HTML that the child's code produced safe to show.
import DOMPurify from "dompurify";

const SVG_RULES = {
  USE_PROFILES: { svg: true, svgFilters: false },
  FORBID_TAGS: ["style", "a", "image", "use", "foreignObject"],
  FORBID_ATTR: ["style", "class", "id"],
  RETURN_DOM_FRAGMENT: true as const,
};

const HTML_RULES = {
  USE_PROFILES: { html: true },
  FORBID_TAGS: ["style", "form", "input", "button", "select", "textarea", "dialog", "video", "audio", "marquee", "main", "h1", "h2", "h3"],
  FORBID_ATTR: ["style", "class", "id", "name", "tabindex", "autofocus", "target", "role", "accesskey"],
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  RETURN_DOM_FRAGMENT: true as const,
};

/** The picture, with words for those who cannot see it; null if nothing of it is safe. */
export function safeSvg(source: string, words: string): SVGElement | null {
  const svg = DOMPurify.sanitize(source, SVG_RULES).querySelector("svg");
  if (!svg) return null;
  svg.setAttribute("role", "img");
  if (!svg.hasAttribute("aria-label")) svg.setAttribute("aria-label", words);
  return svg;
}

/** The HTML without anything that acts; pictures from elsewhere are left out. */
export function safeHtml(source: string): DocumentFragment {
  const fragment = DOMPurify.sanitize(source, HTML_RULES);
  for (const picture of fragment.querySelectorAll("img")) {
    if (!picture.src.startsWith("data:image/")) picture.remove();
    else if (!picture.alt) picture.alt = "Picture made by your code";
  }
  for (const link of fragment.querySelectorAll("a")) link.setAttribute("rel", "noopener noreferrer");
  return fragment;
}
