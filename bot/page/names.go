package page

import (
	"hash/fnv"
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
)

// madeUp gives each learner of a class a name that says nothing about them, and
// is the same whenever the class is shown: it comes from their ID and the
// class's, neither of which anybody sees on a wall. Nobody has another's.
func madeUp(class string, people []string, p *say.Printer) map[string]string {
	first, second := words(p.Say("web.model.names.first")), words(p.Say("web.model.names.second"))
	all := uint64(len(first) * len(second))
	sorted := slices.Sorted(slices.Values(people)) // by when they joined: a newcomer moves nobody
	names, taken := make(map[string]string, len(people)), make(map[uint64]bool, len(people))
	for _, id := range sorted {
		h := fnv.New64a()
		h.Write([]byte(class + "\x1f" + id)) // never fails
		n := h.Sum64() % all
		for tries := uint64(0); taken[n] && tries < all; tries++ {
			n = (n + 1) % all
		}
		taken[n] = true
		names[id] = first[n%uint64(len(first))] + " " + second[n/uint64(len(first))]
	}
	return names
}

// words are the entries of a list.
func words(list chat.Markdown) []string {
	var all []string
	for word := range strings.SplitSeq(chat.Plain(list), ",") {
		all = append(all, strings.TrimSpace(word))
	}
	return all
}
