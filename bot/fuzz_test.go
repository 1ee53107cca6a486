package bot_test

import (
	"fmt"
	"testing"

	"pacer/bot/chat"
)

// FuzzAnythingSaid says anything at any moment, as words, as a command and as a
// press: it is answered with a next step or not at all, and harms nothing.
func FuzzAnythingSaid(f *testing.F) {
	for i, words := range append(chatter, sayable...) {
		f.Add(words, uint8(i))
	}
	f.Add("\x00\xff\u202e", uint8(3))
	f.Add("settings times 99999999999999999999 1-99999 * * *", uint8(2))
	f.Add("alert \x1f ack", uint8(1))
	h, _ := club(f, everyKind(f)...)
	people := 0
	f.Fuzz(func(t *testing.T, words string, at uint8) {
		h.t = t
		people++
		v := h.person(fmt.Sprint("Somebody ", people))
		moments[int(at)%len(moments)].come(v)
		ends(t, v.says(words).posts)
		ends(t, v.commands(words).posts)
		if words != "" {
			ends(t, v.pressesValue(words).posts)
			ends(t, v.pressesValue("say "+words).posts)
			ends(t, v.submits(&chat.Form{Value: words}, map[string]string{"answer": words, words: words}).posts)
		}
		v.commands("settings times off") // or their check-ins would come due in all that follows
		h.posts = h.posts[:0]
	})
	h.t = f
}
