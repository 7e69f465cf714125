// Small pictures on buttons, drawn here so that they look the same on every computer.

const SHAPES = {
  run: "M6 3.5v17l14-8.5z",
  stop: "M5 5h14v14H5z",
  check: "M4 13l5.5 5.5L20.5 6",
  hint: "M9 18h6M10 21h4M8.2 15c-.2-1.6-2.7-2.8-2.7-6.2a6.5 6.5 0 0 1 13 0c0 3.4-2.5 4.6-2.7 6.2z",
  help: "M7 11V5.5a1.5 1.5 0 0 1 3 0V10M10 10V4a1.5 1.5 0 0 1 3 0v6M13 10V5.5a1.5 1.5 0 0 1 3 0V13c0 4-2 7.5-5.5 7.5S5.5 18 4 14.5a1.4 1.4 0 0 1 2.5-1.2L7 14.5z",
  star: "M12 2.5l2.9 6.3 6.9.8-5.1 4.7 1.4 6.8L12 17.7l-6.1 3.4 1.4-6.8L2.2 9.6l6.9-.8z",
  speak: "M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
  indent: "M4 5v14M9 12h11M15 7l5 5-5 5",
  outdent: "M4 5v14M20 12H9M14 7l-5 5 5 5",
  undo: "M9 5L4 10l5 5M4 10h9.5a5.5 5.5 0 0 1 0 11H11",
  redo: "M15 5l5 5-5 5M20 10h-9.5a5.5 5.5 0 0 0 0 11H13",
};

export type SignName = keyof typeof SHAPES;

export function sign(name: SignName): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `sign sign-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  shape.setAttribute("d", SHAPES[name]);
  svg.append(shape);
  return svg;
}
