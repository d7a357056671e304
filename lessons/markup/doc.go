// Package markup reads the Markdown in which lessons are written: CommonMark with GitHub's tables, task lists and
// automatic links, with footnotes, and with what a Korean lesson needs beyond them.
//
//   - A term of the glossary is [[용어]], or [[용어|표시]] where the text must read otherwise: a [Term]. Inside a table the
//     bar is written \|.
//
//   - A box is a block quote whose first line is [!종류] and, after a space, a title: a [Box].
//
//     > [!더깊이] 런타임에도 층이 있어요
//     > 본문 …
//
//   - Emphasis may touch a particle. CommonMark's flanking rule leaves the asterisks of **파드(Pod)**를 standing, since a
//     bracket stands inside of them and a letter outside; here, a Chinese, Japanese or Korean letter beside a run of
//     asterisks counts as white space does in that rule.
//
//   - A single tilde is a tilde: "1~2개와 3~4개" strikes nothing out. Two strike out, as in ~~이렇게~~.
//
// The package knows no lesson and no terminal. It turns bytes into goldmark's tree and nothing else; a tree refers to
// the source it came from, so the two are kept together.
package markup
