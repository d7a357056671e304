package lessons

import (
	"io/fs"
	"path"
)

// CheckTranslations looks at every translation of a course as Check looks at the course itself, and besides for files
// that stand in for nothing. Problems name the translation's own files; what is wrong with files that it leaves to the
// course is Check's to say. labs are those that Check is given.
func CheckTranslations(fsys fs.FS, labs ...string) (problems []Problem) {
	for _, lang := range Languages(fsys) {
		translated := overlay{base: fsys, dir: path.Join(TranslationDir, lang)}
		for _, p := range Check(translated, labs...) {
			if translated.shadowed(p.File) {
				p.File = path.Join(translated.dir, p.File)
				problems = append(problems, p)
			}
		}
		problems = append(problems, translated.orphans()...)
	}
	return sortProblems(problems)
}

// orphans are files of a translation that the course has no file for.
func (o overlay) orphans() (problems []Problem) {
	err := fs.WalkDir(o.base, o.dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if own := name[len(o.dir)+1:]; !o.shadowed(own) {
			problems = append(problems, problem(name, 0, "translation", "원래 과정에 없는 파일이에요: %s", own))
		}
		return nil
	})
	if err != nil {
		problems = append(problems, problem(o.dir, 0, "file", "읽을 수 없어요: %v", err))
	}
	return problems
}
