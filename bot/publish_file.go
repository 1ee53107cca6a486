package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/grade"
)

// Bounds of a file that is sent.
const (
	maxFile      = 20 << 20 // bytes
	maxUnpacked  = 64 << 20 // bytes of the courses and pictures that come of it
	maxFileName  = 80       // bytes of it that are kept
	convertFor   = 30 * time.Second
	conversions  = 2         // under way at once: each may take 150 MB
	partsInATurn = 2         // of a file: a turn writes 128 KB at most
	shownItems   = 4 * looks // questions of a draft that can be looked at
)

// arrival is what came of a file before its turn. Where draft is nil, why says
// so; where that is empty as well, who sent it did not teach.
type arrival struct {
	draft *Draft
	was   *Converted
	moves []difference // by course of the draft
	kinds map[course.Kind]int
	notes []string // what else is to be known
	bare  int      // pictures that a course names and the file did not bring
	why   string   // key of a sentence
	args  say.Args
}

// difference is what publishing a draft would change of a course that its author
// has published before.
type difference struct{ isNew, added, changed, gone, same int }

// receive takes in the file of an event, before its turn: it is read and
// converted, and its draft is written. Twice is harmless: a draft that no turn
// speaks of goes after a week.
func (b *Bot) receive(ctx context.Context, workspace string, courses *Catalog, ev chat.Event) (*arrival, error) {
	sender, err := b.sender(ctx, workspace, ev)
	if err != nil || !sender.teaches || !ev.Conversation.IsPrivate() {
		return &arrival{}, err
	}
	file := ev.Files[0]
	name := fileName(file.Name)
	a := &arrival{args: say.Args{"Name": name}}
	if b.Convert == nil {
		a.why = "publish.off"
		return a, nil
	}
	if file.Size > maxFile {
		a.why = "publish.large"
		return a, nil
	}
	// One file of a person at a time: an impatient platform that delivers the
	// same event again and again costs the work of one.
	leave, err := b.enter(ctx, workspace+"\x1f"+sender.person.ID)
	if err != nil {
		return nil, err
	}
	defer leave()
	a.was, a.why, err = b.converted(ctx, file, name, sender.person.Settings.Language)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		a.args["Why"] = clipped(strings.TrimPrefix(err.Error(), name+": ")) // the sentence names the file
		return a, nil
	case a.why != "":
		return a, nil
	}
	a.notes = a.was.Notes
	if len(a.was.Courses) == 0 {
		a.why = "publish.nothing"
		return a, nil
	}
	if err := b.draft(ctx, workspace, courses, sender.person, name, a); err != nil {
		return nil, err
	}
	return a, nil
}

// sender is who sent a file.
type sender struct {
	person  coach.Person
	teaches bool
}

// sender looks whether a file is to be converted at all; its turn decides.
func (b *Bot) sender(ctx context.Context, workspace string, ev chat.Event) (s sender, err error) {
	err = b.Store.View(ctx, workspace, func(r Reader) error {
		account, err := r.Account(ev.Conversation.Platform, ev.From.User)
		if err != nil {
			return err
		}
		if s.person, err = r.Person(account.Person); err != nil {
			return err
		}
		members, err := r.Memberships(account.Person)
		s.teaches = slices.ContainsFunc(members, func(m coach.Member) bool { return m.Teaches(b.Now().UTC()) })
		return err
	})
	if coach.IsNotFound(err) {
		return sender{}, nil
	}
	return s, err
}

// fileName is the name of a file as it is shown and kept.
func fileName(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	name = strings.Join(strings.Fields(chat.Visible(name[strings.LastIndex(name, "/")+1:])), " ")
	if name == "" || name == "." || name == ".." {
		return "file"
	}
	if len(name) <= maxFileName {
		return name
	}
	ending := name[strings.LastIndex(name, ".")+1:]
	if len(ending) > 8 {
		return upTo(name, maxFileName)
	}
	return upTo(name, maxFileName-len(ending)-1) + "." + ending
}

// enter waits until nobody else does something of that name.
func (b *Bot) enter(ctx context.Context, name string) (leave func(), err error) {
	c, _ := b.filing.LoadOrStore(name, make(chan struct{}, 1))
	one := c.(chan struct{})
	select {
	case one <- struct{}{}:
		return func() { <-one }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// converted reads a file and converts it, within bounds. Where nothing came of
// it, why is the key of a sentence, and err what it says.
func (b *Bot) converted(ctx context.Context, file chat.File, name, language string) (was *Converted, why string, err error) {
	select {
	case b.converting <- struct{}{}:
		defer func() { <-b.converting }()
	case <-ctx.Done():
		return nil, "", ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, convertFor)
	defer cancel()
	data, err := readFile(ctx, file)
	switch {
	case err != nil:
		b.Log.Warn("a file that was sent could not be read", "error", err)
		return nil, "publish.lost", err
	case len(data) > maxFile:
		return nil, "publish.large", nil
	case len(data) == 0:
		return nil, "publish.empty", nil
	}
	was, err = b.Convert(ctx, Source{Name: name, Language: language, Data: bytes.NewReader(data)})
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, "publish.slow", err
	case err != nil:
		return nil, "publish.unread", err
	}
	size := 0
	for _, m := range was.Media {
		size += len(m.Data)
	}
	if size > maxUnpacked {
		return nil, "publish.pictures", nil
	}
	return was, "", nil
}

// readFile reads a file, to a byte more than it may have.
func readFile(ctx context.Context, file chat.File) ([]byte, error) {
	r, err := file.Open(ctx)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	return data, errors.Join(err, r.Close())
}

// clipped is the beginning of a sentence that was made of a file.
func clipped(s string) string {
	const most = 300
	if len(s) > most {
		return upTo(s, most) + "…"
	}
	return s
}

// draft writes a draft of what came of a file, with its files.
func (b *Bot) draft(ctx context.Context, workspace string, courses *Catalog, author coach.Person, name string, a *arrival) error {
	now := b.Now().UTC()
	d := &Draft{ID: b.newID(now), Person: author.ID, Made: now, Name: name}
	var published []Publication
	if err := b.Store.View(ctx, workspace, func(r Reader) (err error) {
		published, err = r.Publications()
		return err
	}); err != nil {
		return err
	}
	var files []draftFile
	for _, k := range a.was.Courses {
		was := k.ID
		k.ID = b.freeID(k.ID, author.ID, published, d)
		text, err := course.Marshal(k)
		if err != nil {
			// The converter made what the format does not allow.
			b.Log.Error("a converted course is faulty", "format", a.was.Format, "error", err)
			a.why, a.args["Why"] = "publish.unread", clipped(err.Error())
			return nil
		}
		files = append(files, draftFile{courseFile(k.ID), text})
		for _, m := range a.was.Media {
			if m.Course == was && isMedia(m.Path) && len(m.Data) <= maxPicture {
				files = append(files, draftFile{mediaFile(k.ID, m.Path), m.Data})
			}
		}
		d.Courses = append(d.Courses, DraftCourse{ID: k.ID, Title: k.Title, Items: len(k.Items)})
		a.moves = append(a.moves, compare(courses.Course(k.ID), k))
	}
	a.kinds = make(map[course.Kind]int)
	for _, k := range a.was.Courses {
		for i := range k.Items {
			a.kinds[k.Items[i].Kind]++
		}
		if a.was.Format != FormatYAML {
			continue // advice is for who writes a course line by line
		}
		a.bare += len(course.MissingMedia(k, nil, func(path string) bool {
			return slices.ContainsFunc(a.was.Media, func(m Medium) bool { return m.Path == path })
		}))
		for _, advice := range slices.Concat(grade.Lint(k, nil), course.Advice(k, nil)) {
			a.notes = append(a.notes, advice.Text)
		}
	}
	d.Shown = sampleOf(a.was.Courses)
	a.draft = d
	return b.writeDraft(ctx, workspace, d, files)
}

// freeID is the ID that a course gets when its author publishes it: its own,
// or with a number behind it where another has that. The author's own course of
// that ID is replaced.
func (b *Bot) freeID(id, author string, published []Publication, d *Draft) string {
	isTaken := func(id string) bool {
		if slices.ContainsFunc(d.Courses, func(c DraftCourse) bool { return c.ID == id }) {
			return true // by another course of the same file
		}
		for _, p := range published {
			if p.Course == id {
				return p.Author != author
			}
		}
		return b.Courses.Course(id) != nil
	}
	free := id
	for n := 2; isTaken(free); n++ {
		free = fmt.Sprintf("%s-%d", id, n)
	}
	return free
}

// compare tells what would change of a course. It was nil where it is new.
func compare(was, is *course.Course) (c difference) {
	if was == nil {
		return difference{isNew: 1, added: len(is.Items)}
	}
	for i := range is.Items {
		switch old := was.Item(is.Items[i].ID); {
		case old == nil:
			c.added++
		case old.Version() == is.Items[i].Version():
			c.same++
		default:
			c.changed++
		}
	}
	c.gone = len(was.Items) - c.same - c.changed
	return c
}

// sampleOf takes questions to be looked at from all over the courses: first one
// of each kind, then what lies between.
func sampleOf(courses []*course.Course) []DraftItem {
	var all []DraftItem
	for _, k := range courses {
		for i := range k.Items {
			all = append(all, DraftItem{k.ID, k.Items[i]})
		}
	}
	var sample []DraftItem
	taken := make(map[int]bool)
	take := func(i int) {
		if !taken[i] && len(sample) < shownItems {
			taken[i] = true
			sample = append(sample, all[i])
		}
	}
	seen := make(map[course.Kind]bool)
	for i := range all {
		if kind := all[i].Item.Kind; !seen[kind] {
			seen[kind] = true
			take(i)
		}
	}
	for i := range shownItems {
		take(i * len(all) / shownItems)
	}
	for i := range all {
		take(i)
	}
	return sample
}

// draftFile is a file of a draft.
type draftFile struct {
	path string
	data []byte
}

// writeDraft writes a draft and then its files, a little in each turn.
func (b *Bot) writeDraft(ctx context.Context, workspace string, d *Draft, files []draftFile) error {
	write := func(fn func(Tx) error) error {
		_, err := b.Store.Turn(ctx, workspace, "", fn)
		return err
	}
	if err := write(func(tx Tx) error { return tx.PutDraft(*d) }); err != nil {
		return err
	}
	type part struct {
		draftFile
		n int
	}
	var parts []part
	for _, f := range files {
		n := 0
		for data := range slices.Chunk(f.data, FilePart) {
			parts = append(parts, part{draftFile{f.path, data}, n})
			n++
		}
	}
	for some := range slices.Chunk(parts, partsInATurn) {
		if err := write(func(tx Tx) error {
			for _, p := range some {
				if err := tx.PutFile(d.ID, p.path, p.n, p.data); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}
