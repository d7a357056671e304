package lessons

import (
	"io/fs"
	"slices"
	"strings"
	"sync"
)

// Course is a course whose table of contents has been read. Lessons, glossary and search index are read when they are
// first asked for. It may be used from many goroutines.
type Course struct {
	ID    string
	Title string
	// Lang is the language of its lessons, as in "ko".
	Lang string
	// Summary says in a few sentences what one learns.
	Summary    string
	References []Reference
	// Lessons are in the order in which they are to be read.
	Lessons []Meta

	fsys     fs.FS
	labs     []string
	kept     *keptLessons // nil where lessons are read anew each time
	glossary func() (*Glossary, error)
	index    func() *searchIndex
}

// Reference is a source that the course is indebted to, or further reading.
type Reference struct {
	Title string `yaml:"title"`
	By    string `yaml:"by"`
	URL   string `yaml:"url"`
	// Note says what is found there.
	Note string `yaml:"note"`
}

type rawCourse struct {
	ID         string      `yaml:"id"`
	Title      string      `yaml:"title"`
	Lang       string      `yaml:"lang"`
	Summary    string      `yaml:"summary"`
	References []Reference `yaml:"references"`
}

// Load reads what the course is and the front matter of its lessons. An error lists all that is wrong with those.
func Load(fsys fs.FS) (*Course, error) {
	data, err := readFile(fsys, "course.yaml")
	if err != nil {
		return nil, err
	}
	var raw rawCourse
	doc, err := decode("course.yaml", 1, data, &raw)
	if err != nil {
		return nil, err
	}
	course := &Course{
		ID: raw.ID, Title: raw.Title, Lang: raw.Lang, Summary: strings.TrimSpace(raw.Summary),
		References: raw.References, fsys: fsys, labs: yamlNames(fsys, "labs"),
	}
	course.glossary = sync.OnceValues(func() (*Glossary, error) { return readGlossary(fsys) })
	course.index = sync.OnceValue(func() *searchIndex { return newIndex(course) })
	problems := checkCourse(doc, raw)
	problems = append(problems, course.readLessons()...)
	if err := asError(problems); err != nil {
		return nil, err
	}
	return course, nil
}

func checkCourse(doc document, raw rawCourse) (problems []Problem) {
	if !IsID(raw.ID) {
		problems = append(problems, doc.problem("$.id", "course", "과정의 id가 없거나 쓸 수 없는 이름이에요."))
	}
	if raw.Title == "" || raw.Lang == "" {
		problems = append(problems, doc.problem("$", "course", "과정에는 title과 lang이 있어야 해요."))
	}
	return problems
}

// readLessons reads the front matter of every lesson.
func (c *Course) readLessons() (problems []Problem) {
	files, err := lessonFiles(c.fsys)
	if err != nil {
		return problemsOf(err)
	}
	if len(files) == 0 {
		return []Problem{problem(".", 0, "lesson", "과가 하나도 없어요. 01-이름.md처럼 번호로 시작하는 파일이 과예요.")}
	}
	for i, file := range files {
		source, err := readFile(c.fsys, file.path)
		if err != nil {
			problems = append(problems, problemsOf(err)...)
			continue
		}
		meta, _, err := readMeta(file, i+1, source)
		problems = append(problems, problemsOf(err)...)
		c.Lessons = append(c.Lessons, meta)
	}
	return problems
}

// Lesson reads the lesson of that id.
func (c *Course) Lesson(id string) (*Lesson, error) {
	if c.kept != nil {
		return c.kept.lesson(id, c.read)
	}
	return c.read(id)
}

// Shared is the course for many learners in one process: every lesson is read once and then kept.
func (c *Course) Shared() *Course {
	shared := *c
	shared.kept = &keptLessons{lessons: map[string]*Lesson{}}
	return &shared
}

// keptLessons are lessons that were read.
type keptLessons struct {
	mu      sync.Mutex
	lessons map[string]*Lesson
}

func (k *keptLessons) lesson(id string, read func(string) (*Lesson, error)) (*Lesson, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if l := k.lessons[id]; l != nil {
		return l, nil
	}
	l, err := read(id)
	if err == nil {
		k.lessons[id] = l
	}
	return l, err
}

func (c *Course) read(id string) (*Lesson, error) {
	for _, meta := range c.Lessons {
		if meta.ID == id {
			return openFile(c.fsys, lessonFile{id: id, path: meta.Path}, meta.Number)
		}
	}
	return nil, problem(".", 0, "lesson", "없는 과예요: %s", id)
}

// Glossary reads the terms of the course, once.
func (c *Course) Glossary() (*Glossary, error) { return c.glossary() }

// Labs lists the names of the lab files that the course had when it was loaded. It reads nothing: it is asked at every
// drawing of the contents.
func (c *Course) Labs() []string { return slices.Clone(c.labs) }

// FS is the course's files, for packages that read what this one does not.
func (c *Course) FS() fs.FS { return c.fsys }
