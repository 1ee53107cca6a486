package bot

import "testing"

func TestAnExplanationThatOnlyNamesTheAnswerIsNotSaidTwice(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text, key string
		is        bool
	}{
		{"The answer is: Paris.", "B: Paris", true},
		{"Paris", "Paris", true},
		{"The answer is: 2; 5.", "A: 2; C: 5", true},
		{"2 + 3 = 5.", "5", false},
		{"3 ÷ 2 = 3/2.", "3/2", false},
		{"Twice four is eight.", "eight", false},
		{"The Seine runs through it: Paris.", "Paris", false},
		{"It is easy: think of France.", "Paris", false},
		{"", "Paris", false},
	} {
		if is := namesOnly(tt.text, tt.key); is != tt.is {
			t.Errorf("%q beside the key %q: names only the answer is %v", tt.text, tt.key, is)
		}
	}
}
