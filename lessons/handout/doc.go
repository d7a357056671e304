// Package handout turns lessons into something to hand out: a page of HTML that prints well, or Markdown.
//
// An HTML page is complete in itself: its style is in it, it loads nothing and runs nothing, and it reads as well aloud
// as on paper, since figures are lists of boxes and not pictures. A quiz stands where the lesson has it; its answers,
// each with its reason, stand at the end of the document, so that it can be answered on paper first. Places for the
// learner's own measurements are filled in if they are given, and otherwise left blank to be written in.
//
// A course may be a stranger's: raw HTML and links that run something are left out by goldmark's renderer, and what
// comes from YAML is escaped. The package knows no terminal and no engine.
package handout
