package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"pacer/coach/reflect"
)

// Voice is a thought that a learner shares with their class without their name.
type Voice struct {
	Prompt string
	About  string // "course/id"; empty: no skill in particular
	Said   string
}

// What a class is shown of its own thoughts.
const (
	voicesLeast = 3   // learners who share some: of fewer it would be plain who it was
	voicesMost  = 5   // thoughts at once
	voicesOf    = 200 // learners who are looked at
)

// Voices are thoughts that learners of a class have shared with it since a time,
// the newest of each, in an order that tells nothing of whose they are.
func Voices(r Reader, class string, learners []Membership, since time.Time) ([]Voice, error) {
	var all []Voice
	for _, m := range learners[:min(len(learners), voicesOf)] {
		thoughts, err := r.Thoughts(m.Person, thoughtsBack)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(thoughts, func(th Thought) bool {
			return th.Share == reflect.WithClass && th.Class == class && !th.Skipped && !th.At.Before(since)
		})
		if i >= 0 {
			all = append(all, Voice{thoughts[i].Prompt, thoughts[i].About, strings.TrimSpace(thoughts[i].Said)})
		}
	}
	if len(all) < voicesLeast {
		return nil, nil
	}
	slices.SortFunc(all, func(a, b Voice) int { return cmp.Or(cmp.Compare(a.Said, b.Said), cmp.Compare(a.Prompt, b.Prompt)) })
	return all[:min(len(all), voicesMost)], nil
}
