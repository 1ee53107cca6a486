package say

import (
	"testing"

	"golang.org/x/text/language"

	"pacer/bot/chat"
)

func TestDirectionOfLanguages(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]bool{"en": false, "he": true, "ar-EG": true, "fa": true, "ur": true, "az": false, "az-Arab": true, "ja": false, "ff-Adlm": true, "und": false} {
		if got := IsRightToLeft(language.MustParse(tag)); got != want {
			t.Errorf("%s is right to left: %v", tag, got)
		}
	}
}

func TestIsolated(t *testing.T) {
	t.Parallel()
	english, hebrew := In("en"), &Printer{tag: language.Hebrew, isRightToLeft: true}
	for _, tt := range []struct {
		name string
		in   *Printer
		text chat.Markdown
		want chat.Markdown
	}{
		{"words of the same direction stay", english, "Amman 3 − 4, Ñandú", "Amman 3 − 4, Ñandú"},
		{"words of the other direction are isolated", english, "עמאן", "\u2068עמאן\u2069"},
		{"each line by itself", english, "**עמאן**\nx", "\u2068**עמאן**\u2069\n\u2068x\u2069"},
		{"the marks of a list stay in front", english, "- עמאן\n  2. x", "- \u2068עמאן\u2069\n  2. \u2068x\u2069"},
		{"code stays as it is", english, "עמאן\n```\nx\n```", "עמאן\n```\nx\n```"},
		{"in a sentence from right to left whatever has signs is", hebrew, "3 − 4", "\u20683 − 4\u2069"},
		{"a moment is, whole", hebrew, "[Mon 16:00](time:1772463600)", "\u2068[Mon 16:00](time:1772463600)\u2069"},
		{"and stays as it is in a sentence of its own direction", english, "[Mon 16:00](time:1772463600)", "[Mon 16:00](time:1772463600)"},
		{"but a number is not", hebrew, "12", "12"},
		{"nor nothing", hebrew, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.in.Isolated(tt.text); got != tt.want {
				t.Errorf("got %q, wanted %q", got, tt.want)
			}
		})
	}
}

func TestSayIsolatesWhatItIsGiven(t *testing.T) {
	t.Parallel()
	if got, want := In("en").Say("hello", Args{"Name": "\u202eעדה\u2069"}), chat.Markdown("Hello \u2068עדה\u2069! Say **practice** when you have a few minutes, or **help** to see what I understand."); got != want {
		t.Errorf("said %q, wanted %q", got, want)
	}
}

func TestNameOfALanguage(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"de": "German", "pt-BR": "Brazilian Portuguese", "he": "Hebrew", "x!": "x!"} {
		if got := In("en").Name(lang); got != want {
			t.Errorf("%s is called %q, wanted %q", lang, got, want)
		}
	}
}
