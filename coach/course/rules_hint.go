package course

import (
	"reflect"
	"slices"
)

// checkHints reports hints that are neither words nor a scaffold, or both, and
// scaffolds that are no question by themselves.
func (k *checker) checkHints(n *node, it *Item) {
	for i, place := range n.list("hints") {
		hint := &it.Hints[i]
		if place.shape != mapping || place.isBad {
			continue
		}
		hasText, ask := place.get("text") != nil, place.get("ask")
		if hasText && ask != nil {
			k.at(place, "ask", "a hint is words or a scaffold: make two hints of `text` and `ask`")
		}
		if ask == nil || ask.isBad || hint.Ask == nil {
			continue
		}
		if hint.Ask.Kind == Free {
			k.at(ask, "kind", "a scaffold cannot be of kind free: what is answered on the way must be graded at once")
			continue
		}
		k.checkForm(ask, hint.Ask)
	}
}

// isItemKey says whether a key belongs to items, though perhaps not to scaffolds.
func isItemKey(name string) bool {
	return slices.ContainsFunc(keysOf(reflect.TypeFor[Item]()), func(k key) bool { return k.name == name })
}
