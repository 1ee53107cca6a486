package chat

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		text Markdown
		want []Part
	}{
		{"words are one text, as it was written", "a *b*\n\n1) c", []Part{{Text: "a *b*\n\n1) c"}}},
		{"code in a line stays in it", "what is `x`?", []Part{{Text: "what is `x`?"}}},
		{"code between words", "Look:\n\n```go\nx := 1\n\ny := 2\n```\n\nWhat *now*?",
			[]Part{{Text: "Look:"}, {Code: &Code{Language: "go", Text: "x := 1\n\ny := 2"}}, {Text: "What *now*?"}}},
		{"code alone, with tildes", "~~~\n<b>\n~~~", []Part{{Code: &Code{Text: "<b>"}}}},
		{"code that nothing closes", "a\n```\nb", []Part{{Text: "a"}, {Code: &Code{Text: "b"}}}},
		{"code in a list stays in it", "- a\n  ```\n  b\n  ```", []Part{{Text: "- a\n  ```\n  b\n  ```"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, tt.text.Parts()); diff != "" {
				t.Errorf("wanted (-) and got (+):\n%s", diff)
			}
		})
	}
}

func TestPictures(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name            string
		text            Markdown
		rest, described Markdown
		pictures        []Picture
	}{
		{"none", "a **b** [c](d)", "a **b** [c](d)", "a **b** [c](d)", nil},
		{"alone in its paragraph", "![a cake](media/cake.png)\n\nHow big?", "How big?", "a cake\n\nHow big?", []Picture{{Alt: "a cake", Source: "media/cake.png"}}},
		{"within a sentence", "The flag ![three stripes](media/f.png) of?", "The flag of?", "The flag three stripes of?", []Picture{{Alt: "three stripes", Source: "media/f.png"}}},
		{"at its end", "Look at ![it](media/f.png).", "Look at.", "Look at it.", []Picture{{Alt: "it", Source: "media/f.png"}}},
		{"two, with styled words", "![a *b*\nc](media/1.png) and ![d](media/2.png)", "and", "a *b*\nc and d", []Picture{{Alt: "a b c", Source: "media/1.png"}, {Alt: "d", Source: "media/2.png"}}},
		{"of another site", "![a cake](https://example.org/cake.png)", "[a cake](https://example.org/cake.png)", "a cake", nil},
		{"in code", "`![a](b)`", "`![a](b)`", "`![a](b)`", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rest, pictures := tt.text.Pictures()
			if rest != tt.rest {
				t.Errorf("left is %q, wanted %q", rest, tt.rest)
			}
			if diff := cmp.Diff(tt.pictures, pictures); diff != "" {
				t.Errorf("pictures wanted (-) and got (+):\n%s", diff)
			}
			if got := tt.text.Described(); got != tt.described {
				t.Errorf("described as %q, wanted %q", got, tt.described)
			}
		})
	}
}

func TestListed(t *testing.T) {
	t.Parallel()
	got := Listed([]string{"A", "10"}, []Markdown{"a *fish*\nand more", "2*3"})
	if want := Markdown("**A**  a *fish* and more\n**10**  2\\*3"); got != want {
		t.Errorf("listed as %q, wanted %q", got, want)
	}
	if got := Listed(nil, nil); got != "" {
		t.Errorf("nothing is listed as %q", got)
	}
}
