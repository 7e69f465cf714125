// What is wrong with code that Python cannot read: the same sentence while it is typed
// and after it ran. The marker's words (grading/checker/words.py) say it alike.

export const SYNTAX = {
  quote: "A quote is opened and never closed. Text needs a quote at both ends.",
  tripleQuote: "Three quotes open a text here, and nothing closes it. Put three quotes at its end.",
  curlyQuote: "This quote is a curly one, and Python only knows straight ones. Type it again.",
  open: (bracket: string) => `The bracket “${bracket}” is opened and never closed. Look for its missing partner.`,
  close: (bracket: string) => `There is a closing bracket “${bracket}” too many.`,
  partners: (open: string, close: string) => `“${open}” and “${close}” are no partners. Close the bracket with its own kind.`,
  colon: "A colon “:” is missing at the end of this line.",
  equals: "One “=” gives a value to a name. To ask whether two things are equal, use “==”.",
  print: "print needs brackets: print( … ).",
  comma: "Something is missing between two things here: a comma, a “+” or a quote.",
  target: "Only a name can stand on the left of “=”.",
  sign: "There is a sign here that Python does not know. Type it again.",
  inside: "This line must begin with four spaces. It belongs inside the line above. Press Tab at its start.",
  outside: "This line begins with more spaces than the one above. Take them out.",
  uneven: "The spaces at the start of this line do not match the lines above. Line them up.",
  unread: "Python cannot read this line. Is a bracket, a quote or a colon missing?",
} as const;
