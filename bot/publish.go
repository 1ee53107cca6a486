package bot

import (
	"context"
	"io"
	"time"

	"pacer/coach/course"
)

// A teacher makes a course of a file by sending it: what would come of it is
// told with some of its questions, and published or dropped. The file is
// converted before the turn of its event; what came of it is a draft, kept in
// storage from then on, so that a restart is invisible. A publication names the
// draft that holds its files, and takes nothing but a row.

// Convert makes courses of a file. An error is a sentence for whoever sent it,
// unless ctx ended, which it heeds.
type Convert func(ctx context.Context, s Source) (*Converted, error)

// Source is a file that somebody sent.
type Source struct {
	Name     string // as it was sent, without folders
	Language string // BCP 47, of whoever sent it: for a file that does not say
	Data     io.Reader
}

// FormatYAML is the format of a course that was sent as it is.
const FormatYAML = "yaml"

// Converted is what came of a file.
type Converted struct {
	Format  string // "csv", "anki", …, FormatYAML
	Courses []*course.Course
	Media   []Medium
	Read    int      // records of the file
	Merged  int      // of them, exact duplicates
	Skipped int      // of them, not used
	Reasons []Reason // why, most frequent first
	Notes   []string // what else the teacher should know
}

// Medium is a picture of a course.
type Medium struct {
	Course string
	Path   string // media/…
	Data   []byte
}

// Reason is why records were skipped.
type Reason struct {
	Text  string
	N     int
	Lines []int // of the first few, where the source has lines
}

// KeepDrafts is how long a draft waits to be published.
const KeepDrafts = 7 * 24 * time.Hour

// FilePart is how much of a file one part holds, in bytes.
const FilePart = 64 << 10

// Draft is a file that a teacher sent, with what would come of it. Its files,
// the courses and their pictures, lie beside it.
type Draft struct {
	ID      string
	Person  string // who sent it
	Made    time.Time
	Name    string // of the file
	Courses []DraftCourse
	Shown   []DraftItem // some questions, as many as can be looked at
}

// DraftCourse is a course of a draft.
type DraftCourse struct {
	ID    string // that it gets when it is published
	Title string
	Items int
}

// DraftItem is a question of a draft.
type DraftItem struct {
	Course string
	Item   course.Item
}

// Publication is a course that a teacher published in the workspace, or
// withdrew again. It is found by the course's ID, which is none of the
// installation's.
type Publication struct {
	Course string
	Title  string
	Author string // the person who published it
	Draft  string // which holds its files
	State  PublicationState
	At     time.Time // of the last change
}

// PublicationState is whether a published course is there to be practised.
type PublicationState string

// The states. What was learnt is kept in both.
const (
	Published PublicationState = "published"
	Withdrawn PublicationState = "withdrawn"
)
