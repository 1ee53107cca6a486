package convert

import (
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"pacer/coach/course"
)

// Notes with flashcards among the prose, as people write them in Obsidian for
// its spaced-repetition plug-in: question::answer on a line, question and
// answer around a line with a question mark, ==deletions== in a paragraph. A
// folder of notes becomes a course; the decks that tags name become skills.
// When a card was last reviewed stands in a comment and is nobody's business
// here.

const (
	obsidianMaxNote  = 2 << 20  // bytes
	obsidianMaxNotes = 20_000   // files
	obsidianMaxMedia = 64 << 20 // bytes of all pictures together
)

var obsidianEndings = []string{".md", ".markdown"}

func isLikeObsidian(src fs.FS) bool {
	const enough = 50 // notes to look into
	names := filesBelow(src, obsidianMaxNotes, obsidianEndings...)
	for _, name := range names[:min(len(names), enough)] {
		if looksLikeObsidian(beginning(src, name)) {
			return true
		}
	}
	return false
}

var (
	obsidianTag  = regexp.MustCompile(`(?:^|[\s\["',])#?flashcards((?:/[\p{L}\p{N}_-]+)*)(?:$|[\s\]"',])`)
	obsidianMark = regexp.MustCompile(`(?m)^\?\??$|^[^\n]*\S:::?\s*\S|==[^=\s][^\n]*?==|\{\{c\d+::`)
)

// looksLikeObsidian says whether a note has a deck's tag and a card.
func looksLikeObsidian(text string) bool {
	return obsidianTag.MatchString(text) && obsidianMark.MatchString(text)
}

// readObsidian reads all notes of a folder as one course. Where some of them
// have the tag #flashcards, the others are only read about.
func readObsidian(src fs.FS, opt Options, report *Report) ([]*course.Course, error) {
	names := filesBelow(src, obsidianMaxNotes, obsidianEndings...)
	if len(names) == 0 {
		names = onlyFile(src)
	}
	if len(names) == 0 {
		return nil, errors.New("there are no notes here: name a file that ends in .md, or the folder of the notes")
	}
	vault := obsidianVault{src: src}
	var notes []*obsidianNote
	var first error
	for _, name := range names {
		note, err := readObsidianNote(src, name)
		if err != nil {
			report.remark(Where{File: name}, "the file could not be read", err.Error())
			first = cmp.Or(first, fmt.Errorf("%s: %w", name, err))
			continue
		}
		notes = append(notes, note)
	}
	isTagged := func(n *obsidianNote) bool { return n.isTagged }
	if slices.ContainsFunc(notes, isTagged) {
		notes = slices.DeleteFunc(notes, func(n *obsidianNote) bool { return !n.isTagged })
	}
	all := new(quizFile)
	for _, note := range notes {
		for _, card := range note.cards {
			for _, q := range card.questions(note, &vault, opt.lang()) {
				if len(all.questions) == quizMaxQuestions {
					all.isCut = true
					break
				}
				if len(q.category) == 0 && len(names) > 1 {
					q.category = []string{note.title}
				}
				all.questions = append(all.questions, q)
			}
		}
	}
	if len(all.questions) == 0 {
		return nil, cmp.Or(first, errors.New("there are no flashcards in these notes: a card is a line like question::answer, or a paragraph with a ==deletion=="))
	}
	name := path.Base(names[0])
	if len(names) > 1 {
		name = "notes.md"
	} else if opt.Title == "" {
		opt.Title = notes[0].title
	}
	b := newQuizBuilder(slug(strings.TrimSuffix(name, path.Ext(name))), name, all, opt, report)
	return []*course.Course{b.build(all)}, nil
}

// obsidianVault finds the pictures that notes show, which they name without
// their folders.
type obsidianVault struct {
	src   fs.FS
	paths map[string]string // by base name; nil until one is asked for
	left  int               // bytes of pictures that may still be read
}

// picture is a picture as quizzes carry them, if the vault has it.
func (v *obsidianVault) picture(name string) (moodleFile, bool) {
	if v.paths == nil {
		v.paths, v.left = make(map[string]string), obsidianMaxMedia
		for _, file := range filesBelow(v.src, obsidianMaxNotes, ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg") {
			v.paths[path.Base(file)] = file
		}
	}
	file, ok := v.paths[path.Base(name)]
	if !ok {
		return moodleFile{}, false
	}
	data, err := readFile(v.src, file, quizMaxPicture)
	if v.left -= len(data); err != nil || v.left < 0 {
		return moodleFile{}, false // as good as not there: the card says that its figure is missing
	}
	return moodleFile{Name: path.Base(file), Data: base64.StdEncoding.EncodeToString(data)}, true
}
