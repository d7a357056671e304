// Package lessons reads a course: its lessons, its glossary, and the figures, tables and quizzes in them. This comment
// is the grammar.
//
// # A course is a file system
//
//	course.yaml            what the course is (Course)
//	01-terms.md …          one lesson a file; the number gives the order, the rest is the lesson's id
//	glossary.yaml          the terms (Glossary); may be missing
//	figures/NAME.yaml      figures used by more than one lesson (Figure)
//	labs/NAME.yaml         labs; this package only asks whether one of that name is there
//	lang/LANG/…            a translation: files that stand in for those of the same path (Translated)
//
// Ids and names are lower-case Latin letters, digits and '-', starting with a letter, at most 40 characters. Files are
// regular files, never links, of at most MaxFileBytes; so a course can name nothing outside itself. All text is UTF-8
// in Normalization Form C. YAML is read strictly: an unknown key is an error, and so is an anchor or an alias. What
// YAML holds for learners to read is a paragraph of Markdown: it may have emphasis, code and terms, but no headings or
// lists. Names, titles and labels are plain.
//
// # A lesson
//
// begins with YAML between two lines of three dashes and goes on in the Markdown of package markup:
//
//	---
//	title: 다섯 낱말
//	question: 쿠버네티스는 도커를 다루는 도구인가요?
//	minutes: 8
//	lab: terms
//	---
//
// title, question (what a beginner really asks; the lesson opens with it) and minutes (of reading, 1 to 60) are
// required; lab names the lab that stands beside the lesson.
//
// Headings in the text start at the second level, since the title is the first. A fenced code block at the top level
// whose info string is figure, facts, quiz or lab holds YAML instead of code, and is a Block of its own. What lies
// between such blocks is Prose.
//
// # figure
//
//	ref: evolution           a figure of figures/; else the whole figure stands here
//	emphasis: counterparts   the emphasis shown first; without it, none
//	text: …                  what this lesson wants seen in it
//
// A figure is drawn as stacks of boxes, told from the bottom up:
//
//	title: 배포가 바뀌어 온 길
//	caption: …               what to read off it; also what a screen reader says
//	layers:                  what a box can be
//	  - id: hypervisor
//	    name: Hypervisor
//	    what: …              what it is
//	    term: 하이퍼바이저        its word in the glossary
//	    lesson: virtualized  the lesson that tells of it
//	    lab: virtualized     the lab that shows it
//	    counterparts:        what takes its place in the other stacks
//	      - layer: container-runtime
//	        why: …
//	stacks:
//	  - id: virtualized
//	    title: 가상화 배포
//	    lesson: virtualized
//	    rows:                lowest first; a row is one box or several side by side
//	      - [{layer: vt-hardware}]
//	      - [{layer: vm, rows: [[{layer: vm-os}], …]}, {layer: vm, rows: …}]
//	emphases:                states of the figure, in the order in which one steps through them
//	  - id: counterparts
//	    title: …
//	    marks: [hypervisor, container-runtime]
//	    stacks: [virtualized]         whole stacks that are marked
//	    links: [{from: hypervisor, to: container-runtime, text: 같은 자리}]
//	    rename: {hardware: …}         what a layer is called in this state
//	    reason: …                     why this is worth looking at
//
// Boxes with rows of their own are groups. Boxes side by side are all groups, of the same shape, or all plain.
//
// # facts
//
//	id: compare
//	title: …
//	columns: [전통적 배포, 가상머신 기반, 컨테이너 기반]
//	rows:
//	  - name: 격리 수준
//	    term: 네임스페이스
//	    cells:
//	      - text: 없어요
//	        measure: {key: traditional.bank.p99_ms, label: 은행 p99, unit: ms}
//
// A table of facts. Every row has as many cells as there are columns, and none is empty. measure makes a place for what
// the learner measured: key is NAME.NAME…, the lab first.
//
// # quiz
//
//	kind: check              or refute: one claim in mid-lesson, which the learner is to refute
//	questions:
//	  - claim: …             the misconception, in quotation marks on the screen; required by refute
//	    ask: …
//	    choices:             two to six
//	      - text: …
//	        right: true      one at least; more make it a question with several answers
//	        why: …           what to say to one who chose it
//
// # lab
//
//	name: terms              where in the text the learner is sent to the lab
//	text: …
//
// Errors name file and line and say in Korean what is wrong; Check finds more than Load and Open insist on. The package
// knows no terminal and no engine.
package lessons
