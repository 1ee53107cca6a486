package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"pacer/coach"
	"pacer/storage"
)

func reportCourses(ctx context.Context, p *program, args []string) error {
	f := newFlags("course")
	from := sourceFlags(f)
	only := f.String("course", "", "")
	asJSON := f.Bool("json", false, "")
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	if err := none("course", rest); err != nil {
		return err
	}
	c, err := from.open()
	if err != nil {
		return err
	}
	return looking(ctx, c.Database, func(s *storage.Store) error {
		found := false
		err := workspaces(ctx, s, func(w coach.Workspace) error {
			items, err := itemReports(ctx, s, w.ID, *only)
			if err != nil || len(items) == 0 {
				return err
			}
			found = true
			if *asJSON {
				return writeItemsJSON(p.out, w.ID, items)
			}
			return writeItems(p.out, w.ID, items)
		})
		if err != nil || found || *asJSON {
			return err
		}
		of := ""
		if *only != "" {
			of = fmt.Sprintf(" of course %q", *only)
		}
		_, err = fmt.Fprintf(p.out, "no item%s has been answered yet; there is something to report after some practice.\n", of)
		return err
	})
}

// itemReport is how an item does, with what it asks.
type itemReport struct {
	coach.ItemReport
	Question string // as it was asked last, on one line; empty if it is not kept any more
}

// itemReports adds up a workspace's log, of one course or of all. The items that
// may mislead come first.
func itemReports(ctx context.Context, s *storage.Store, workspace, only string) ([]itemReport, error) {
	params := coach.DefaultParams()
	sum, said := coach.NewItems(&params), newSaid(s, workspace)
	err := s.Log(ctx, workspace, func(e coach.Entry) error {
		words := ""
		if e.Kind == coach.EntryAttempt && e.Counts && !e.Right && (only == "" || e.Course == only) {
			var err error
			if words, err = said.of(ctx, &e); err != nil {
				return err
			}
		}
		if e.Kind == coach.EntryAttempt {
			said.version[e.Item] = e.Version
		}
		return sum.Add(&e, words)
	})
	if err != nil {
		return nil, err
	}
	var all []itemReport
	for _, r := range sum.Report() {
		if of, _, _ := strings.Cut(r.Item, "/"); only != "" && of != only {
			continue
		}
		question, err := said.question(ctx, r.Item)
		if err != nil {
			return nil, err
		}
		all = append(all, itemReport{r, question})
	}
	slices.SortStableFunc(all, func(a, b itemReport) int { return min(len(b.Flags), 1) - min(len(a.Flags), 1) })
	return all, nil
}

// flagWords are the evidence for a flag, and what may be done.
func flagWords(r *coach.ItemReport, flag coach.ItemFlag) (evidence, suggestion string) {
	switch flag {
	case coach.FlagMisleads:
		evidence = fmt.Sprintf("Of %s at the first try by learners who know the skill (%s), %d were wrong.",
			count(r.KnewAnswers, "answer"), count(r.KnewLearners, "learner"), r.KnewAnswers-r.KnewRight)
		if len(r.Wrong) > 0 {
			evidence += fmt.Sprintf(" Most often: %q, by %s.", r.Wrong[0].Said, count(r.Wrong[0].Learners, "learner"))
		}
		return evidence, "Look whether the key is right and the question can be read in one way only."
	case coach.FlagBackwards:
		return fmt.Sprintf("Learners who do well on the skill's other items do worse on this one (correlation %.2f over %s).", r.Discrimination, count(r.Pairs, "learner")),
			"Solve it again as if for the first time: is there a better answer than the key, or a trap that only those see who know more?"
	case coach.FlagLeech:
		return fmt.Sprintf("%s were wrong on it 8 times or more.", count(r.Leeches, "learner")),
			"Make smaller steps of it, or give it a picture or a story to remember it by."
	}
	panic("pacer: a flag without words: " + string(flag))
}

// writeItems writes a report for people.
func writeItems(out io.Writer, workspace string, items []itemReport) error {
	flagged := 0
	for flagged < len(items) && len(items[flagged].Flags) > 0 {
		flagged++
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s answered, %d worth a look\n", workspace, count(len(items), "item"), flagged)
	for i := range items[:flagged] {
		r := &items[i]
		fmt.Fprintf(&b, "\n%s  %s\n", r.Item, shortened(r.Question, 70))
		for _, flag := range r.Flags {
			evidence, suggestion := flagWords(&r.ItemReport, flag)
			fmt.Fprintf(&b, "  %s\n  %s\n", evidence, suggestion)
		}
	}
	// What each column is stands in the help's words, in this order.
	fmt.Fprintf(&b, "\n%7s %6s %7s %7s %7s %6s  %s\n", "answers", "right", "knowing", "tells", "seconds", "hints", "item")
	for i := range items {
		r := &items[i]
		fmt.Fprintf(&b, "%7d %6s %7s %7s %7s %6s  %s\n", r.Answers, percent(r.Right, r.Answers), percent(r.KnewRight, r.KnewAnswers),
			tells(&r.ItemReport), seconds(r.Median), percent(r.Hinted, r.Answers), r.Item)
		for _, w := range r.Wrong {
			fmt.Fprintf(&b, "%44s wrong: %q, by %s", "", shortened(w.Said, 40), count(w.Learners, "learner"))
			if w.Knew > 0 {
				fmt.Fprintf(&b, ", %d of whom know the skill", w.Knew)
			}
			b.WriteByte('\n')
		}
	}
	b.WriteString("\nright: at the first try · knowing: of learners who know the skill · tells: from -1 to 1, how well it tells strong learners from weak ones\n")
	_, err := fmt.Fprint(out, b.String())
	return err
}

func percent(n, of int) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf("%.0f%%", 100*float64(n)/float64(of))
}

func tells(r *coach.ItemReport) string {
	if r.Pairs == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", r.Discrimination)
}

func seconds(d time.Duration) string {
	if d == 0 {
		return "-"
	}
	return fmt.Sprintf("%.0f", d.Seconds())
}

// writeItemsJSON writes one object for each item, a line each.
func writeItemsJSON(out io.Writer, workspace string, items []itemReport) error {
	type wrong struct {
		Said     string `json:"said"`
		Learners int    `json:"learners"`
		Knowing  int    `json:"knowing"`
	}
	type flag struct {
		Reason     coach.ItemFlag `json:"reason"`
		Evidence   string         `json:"evidence"`
		Suggestion string         `json:"suggestion"`
	}
	asWrong := func(list []coach.WrongAnswer) []wrong {
		out := []wrong{}
		for _, w := range list {
			out = append(out, wrong{w.Said, w.Learners, w.Knew})
		}
		return out
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	for i := range items {
		r := &items[i]
		line := struct {
			Workspace      string  `json:"workspace"`
			Item           string  `json:"item"`
			Skill          string  `json:"skill"`
			Question       string  `json:"question"`
			Answers        int     `json:"answers"`
			Learners       int     `json:"learners"`
			Right          int     `json:"right"`
			KnowingAnswers int     `json:"knowing_answers"`
			KnowingRight   int     `json:"knowing_right"`
			Discrimination float64 `json:"discrimination"`
			Pairs          int     `json:"pairs"` // 0: too few for a discrimination
			Seconds        float64 `json:"seconds"`
			Hinted         int     `json:"hinted"`
			Leeches        int     `json:"leeches"`
			Wrong          []wrong `json:"wrong"`
			Misconceptions []wrong `json:"misconceptions"`
			Flags          []flag  `json:"flags"`
		}{
			workspace, r.Item, r.Skill, r.Question, r.Answers, r.Learners, r.Right, r.KnewAnswers, r.KnewRight,
			r.Discrimination, r.Pairs, r.Median.Seconds(), r.Hinted, r.Leeches, asWrong(r.Wrong), asWrong(r.Reveals), []flag{},
		}
		for _, f := range r.Flags {
			evidence, suggestion := flagWords(&r.ItemReport, f)
			line.Flags = append(line.Flags, flag{f, evidence, suggestion})
		}
		if err := e.Encode(line); err != nil {
			return err
		}
	}
	return nil
}
