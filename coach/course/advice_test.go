package course

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAdvice(t *testing.T) {
	c, err := Parse("course.yaml", []byte(everything))
	if err != nil {
		t.Fatal(err)
	}
	c.Misconceptions = append(c.Misconceptions, Misconception{ID: "unused", Title: "U"})
	c.Items = c.Items[:len(c.Items)-1]
	c.Index()
	var got []string
	for _, f := range Advice(c) {
		got = append(got, f.String())
	}
	want := []string{
		`skill "counting" has no kind of resource: add another, so that a learner can ask for another way (text, example, picture, video, activity, link)`,
		`skill "adding" has 2 items: give it at least 3, or nobody can become proficient in it`,
		`misconception "unused" is revealed by no answer: name it in a choice or a wrong answer, or remove it`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("advice (-want +got):\n%s", d)
	}
}
