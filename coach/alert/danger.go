package alert

import (
	"embed"
	"fmt"
	"path"
	"strings"
	"sync"
)

//go:embed phrases
var phraseFiles embed.FS

// lists holds the phrases by language, read once.
var lists = sync.OnceValue(func() map[string]*phraseList {
	out := map[string]*phraseList{}
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
		out[strings.TrimSuffix(f.Name(), ".txt")] = list
	}
	return out
})

// Danger tells whether words may mean that somebody is in danger: wants to die
// or to harm themself, is being harmed, or means to harm others. The phrase is
// what was found, in lower case. A hit calls a person; it judges nobody. The
// language is a BCP 47 tag; English is looked for in every case, for learners
// mix languages and it is the only list that ships so far.
func Danger(words, language string) (hit bool, phrase string) {
	base, _, _ := strings.Cut(strings.ToLower(language), "-")
	t := newWords(words)
	if list := lists()[base]; list != nil && base != "en" {
		if phrase, hit = list.find(t); hit {
			return hit, phrase
		}
	}
	phrase, hit = lists()["en"].find(t)
	return hit, phrase
}
