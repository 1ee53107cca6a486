package alert

import (
	"embed"
	"fmt"
	"path"
	"sync"
)

//go:embed phrases
var phraseFiles embed.FS

// lists holds the phrases of each language, read once.
var lists = sync.OnceValue(func() []*phraseList {
	var out []*phraseList
	files, err := phraseFiles.ReadDir("phrases")
	if err != nil {
		panic("alert: " + err.Error())
	}
	for _, f := range files {
		data, err := phraseFiles.ReadFile(path.Join("phrases", f.Name()))
		if err != nil {
			panic("alert: " + err.Error())
		}
		list, err := parsePhrases(string(data))
		if err != nil { // it is compiled in: only a programmer can have broken it
			panic(fmt.Sprintf("alert: phrases/%s: %v", f.Name(), err))
		}
		out = append(out, list)
	}
	return out
})

// Danger tells whether words may mean that somebody is in danger: wants to die
// or to harm themself, is being harmed, or means to harm others. The phrase is
// what was found, in lower case: the words of a phrase that somebody wrote
// down, or the sentences that the learnt part took for danger. A hit calls a
// person; it judges nobody.
//
// All languages are looked for in every text: learners mix them, and whoever is
// in need writes in the one that is nearest, whatever their settings say.
func Danger(words string) (hit bool, phrase string) {
	t := newWords(words)
	for _, list := range lists() {
		if phrase, hit = list.find(t); hit {
			return hit, phrase
		}
	}
	if judged := model().judge(t); judged.isDanger() {
		return true, joined(t.written[judged.worst.from:judged.worst.to])
	}
	return false, ""
}
