package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/course/convert"
	coachplan "pacer/coach/plan"
	"pacer/storage"
	"pacer/storage/sqlite"
)

func addHistory(ctx context.Context, p *program, args []string) (err error) {
	f := newFlags("course")
	from := sourceFlags(f)
	learner := f.String("learner", "", "")
	named := f.String("course", "", "")
	dry := f.Bool("dry-run", false, "")
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	switch {
	case len(rest) != 1:
		return misused("course", "name one Anki deck, like: pacer course history --learner kim --config config.yaml deck.apkg")
	case *learner == "":
		return misused("course", "say whose reviews they are, with --learner and a learner's ID or name")
	}
	c, err := from.open()
	if err != nil {
		return err
	}
	reviews, err := readReviews(rest[0])
	if err != nil {
		return err
	}
	if len(reviews) == 0 {
		return fmt.Errorf("%s holds no reviews: export it from Anki again, with the scheduling information", rest[0])
	}
	courses, err := coursesOf(&c, *named)
	if err != nil {
		return reported(p, err)
	}
	// Where there is no database, opening one to write would make it.
	h := history{program: p, reviews: reviews, courses: courses, dry: *dry}
	if err := looking(ctx, c.Database, func(s *storage.Store) error {
		h.store = s
		return h.find(ctx, *learner)
	}); err != nil || *dry {
		return err
	}
	h.store, err = sqlite.Open(ctx, c.Database, storage.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.store.Close(context.WithoutCancel(ctx))) }()
	return h.add(ctx)
}

// readReviews reads the review history of an Anki deck.
func readReviews(file string) (reviews []convert.AnkiReview, err error) {
	source, done, err := openSource(file)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, done()) }()
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a folder: name the deck in it", file)
	}
	return convert.AnkiReviews(source, filepath.Base(file))
}

// coursesOf are the courses that an installation's configuration names, and one
// named beside it.
func coursesOf(c *config, named string) (all []*course.Course, err error) {
	names := slices.Clone(c.Courses)
	resolve := c.resolve
	if c.path == "" {
		names = nil // there is no configuration, only a database
	}
	for _, name := range names {
		k, _, err := findCourse(name, resolve)
		if err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	if named != "" {
		k, _, err := findCourse(named, func(path string) string { return path })
		if err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, nil
}

// history adds the reviews of a deck to a learner's attempts.
type history struct {
	program *program
	store   *storage.Store
	reviews []convert.AnkiReview
	courses []*course.Course // beside what teachers published
	dry     bool

	workspace string
	person    coach.Person
	entries   []coach.Entry // to be added, in the order of time
	content   map[string]ankiItem
}

// ankiItem is an item that came from a deck, in its course.
type ankiItem struct {
	course *course.Course
	item   *course.Item
}

// find finds the learner and what is to be added, and says what that is.
func (h *history) find(ctx context.Context, learner string) error {
	var found []string
	err := workspaces(ctx, h.store, func(w coach.Workspace) error {
		return h.store.View(ctx, w.ID, func(r bot.Reader) error {
			people, err := learnersNamed(r, learner)
			for _, p := range people {
				h.workspace, h.person = w.ID, p
				found = append(found, fmt.Sprintf("%s (%s)", p.Name, p.ID))
			}
			return err
		})
	})
	switch {
	case err != nil:
		return err
	case len(found) == 0:
		return fmt.Errorf("there is no learner %q: say the name as the class lists it, or the ID", learner)
	case len(found) > 1:
		return fmt.Errorf("there are several learners %q: say the ID of one: %s", learner, strings.Join(found, ", "))
	}
	return h.store.View(ctx, h.workspace, h.plan)
}

// learnersNamed are the people with that ID, or the learners of that name, or of
// that name and the end of their ID, as lists of teachers show them.
func learnersNamed(r bot.Reader, said string) ([]coach.Person, error) {
	p, err := r.Person(said)
	if err == nil {
		return []coach.Person{p}, nil
	}
	if err = unlessMissing(err); err != nil {
		return nil, err
	}
	classes, err := r.Classes()
	if err != nil {
		return nil, err
	}
	var found []coach.Person
	for _, c := range classes {
		members, err := r.Members(c.ID)
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			_, mark, _ := strings.Cut(strings.ToLower(said), strings.ToLower(m.Who.Name)+" ")
			isIt := strings.EqualFold(m.Who.Name, said) || mark != "" && strings.HasSuffix(strings.ToLower(m.Who.ID), mark)
			if m.Role == coach.Learner && isIt && !slices.ContainsFunc(found, func(p coach.Person) bool { return p.ID == m.Who.ID }) {
				found = append(found, m.Who)
			}
		}
	}
	return found, nil
}

// plan makes entries of the reviews: those of items that are there, and later than
// what the log holds of the learner on the item. So nothing is added twice, and
// memory is added up in the order of time.
func (h *history) plan(r bot.Reader) error {
	items, err := h.items(r)
	if err != nil {
		return err
	}
	zone, err := coach.Zone(h.person.Settings.Zone)
	if err != nil {
		return err
	}
	last := make(map[string]time.Time)
	log, err := coach.History(r, h.person.ID, math.MaxInt64)
	if err != nil {
		return err
	}
	for i := range log {
		if e := &log[i]; e.Kind == coach.EntryAttempt && e.At.After(last[e.Item]) {
			last[e.Item] = e.At
		}
	}
	h.content = make(map[string]ankiItem)
	noItem, before := 0, 0
	for _, review := range h.reviews {
		found, ok := items[review.Item]
		if !ok {
			noItem++
			continue
		}
		e := entryOf(found, review, h.person.ID, zone)
		if !e.At.After(last[e.Item]) {
			before++
			continue
		}
		last[e.Item] = e.At
		h.entries = append(h.entries, e)
		h.content[e.Item] = found
	}
	return h.tell(noItem, before)
}

// tell says what would be added, and what not.
func (h *history) tell(noItem, before int) error {
	if noItem == len(h.reviews) {
		return fmt.Errorf("none of the deck's cards is an item of a course here: import or publish the deck first, or name its course with --course")
	}
	var b strings.Builder
	if h.dry {
		fmt.Fprintf(&b, "%s of %s would be added for %s; nothing was changed.\n", count(len(h.entries), "review"), count(len(h.content), "item"), h.person.Name)
	}
	if before > 0 {
		fmt.Fprintf(&b, "%s no later than what the log holds already were left out.\n", count(before, "review"))
	}
	if noItem > 0 {
		fmt.Fprintf(&b, "%s of cards that are in no course here were left out.\n", count(noItem, "review"))
	}
	_, err := fmt.Fprint(h.program.out, b.String())
	return err
}

// items are the items that came from decks, by their ID: of the courses that were
// named and of those that teachers published.
func (h *history) items(r bot.Reader) (map[string]ankiItem, error) {
	all := slices.Clone(h.courses)
	published, err := r.Publications()
	if err != nil {
		return nil, err
	}
	for _, p := range published {
		if p.State != bot.Published {
			continue
		}
		k, err := bot.PublishedCourse(r, p)
		if _, unreadable := errors.AsType[course.Faults](err); unreadable || coach.IsNotFound(err) {
			continue // nobody practises it either
		}
		if err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	items := make(map[string]ankiItem)
	for _, k := range all {
		for i := range k.Items {
			items[k.Items[i].ID] = ankiItem{k, &k.Items[i]}
		}
	}
	return items, nil
}

// entryOf makes an attempt of a review: the learner graded it, it was asked to
// bring it back, and it counts, so that memory goes on where Anki left it.
func entryOf(of ankiItem, review convert.AnkiReview, person string, zone *time.Location) coach.Entry {
	right, score := review.Rating > 1, 0.0
	if right {
		score = 1
	}
	e := coach.Entry{
		Kind: coach.EntryAttempt, Person: person, At: review.At.UTC().Truncate(time.Millisecond),
		Course: of.course.ID, Item: of.course.ID + "/" + of.item.ID, Version: of.item.Version(),
		Try: 1, Counts: true, Right: right, Score: score, Tier: of.item.Tier, Took: review.Took,
		SelfGraded: true, Purpose: coachplan.Review, Day: coach.DayOf(review.At, zone),
	}
	if s := of.course.Skill(of.item.Skill); s != nil {
		e.Fact = s.Memory == course.MemoryItem
	}
	for _, skill := range of.item.Skills() {
		e.Skills = append(e.Skills, of.course.ID+"/"+skill)
	}
	return e
}

// historyStep is how many reviews one turn adds.
const historyStep = 200

// add adds the entries to the log, and what they come to, to the estimates.
func (h *history) add(ctx context.Context) error {
	params := coach.DefaultParams()
	made, err := h.store.Params(ctx, h.workspace)
	if err != nil {
		return err
	}
	if made != "" && made != params.ID {
		return fmt.Errorf("the estimates of %s are an earlier version's: start pacer serve once, stop it, and say this again; nothing was changed", h.workspace)
	}
	if err := noteMachine(ctx, h.store); err != nil {
		return err
	}
	for some := range slices.Chunk(h.entries, historyStep) {
		if _, err := h.store.Turn(ctx, h.workspace, "", func(tx bot.Tx) error {
			for _, e := range some {
				if err := h.append(tx, &params, e); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return fmt.Errorf("%w; say this again to go on where it stopped", err)
		}
	}
	if len(h.entries) == 0 {
		_, err = fmt.Fprintf(h.program.out, "Nothing new to add for %s.\n", h.person.Name)
		return err
	}
	_, err = fmt.Fprintf(h.program.out, "%s of %s added for %s. `pacer verify` adds the log up again.\n", count(len(h.entries), "review"), count(len(h.content), "item"), h.person.Name)
	return err
}

// append adds one entry, and keeps what its item says.
func (h *history) append(tx bot.Tx, params *coach.Params, e coach.Entry) error {
	of := h.content[e.Item]
	content, err := json.Marshal(of.item)
	if err != nil {
		return err
	}
	if err := tx.PutContent(of.course.ID, of.item.ID, e.Version, content); err != nil {
		return err
	}
	if e.Position, err = tx.Append(e); err != nil {
		return err
	}
	_, err = params.Apply(tx, e)
	return err
}
