package course

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// checker holds a course that was read with the tree it came from. The lists of
// the two run in parallel.
type checker struct {
	*report
	course *Course

	skills, misconceptions       []string // IDs, in course order
	isSkill, isMisconception     map[string]bool
	knowsAllSkills, knowsAllMisc bool // false if some have no ID that reads: then references are not judged

	trials  int  // work spent on drawing items with variables
	isTired bool // and it was too much
}

// at reports a fault at the value of a key of n, or at n if it lacks the key. A
// value that has a fault already gets no second one.
func (k *checker) at(n *node, key, format string, args ...any) {
	place := n
	if value := n.get(key); value != nil {
		if value.isBad {
			return
		}
		place = value
	}
	k.add(place.line, place.column, "%s%s", n.where, fmt.Sprintf(format, args...))
}

// check reports what the course says that cannot be so, beyond what decode saw.
func check(r *report, root *node, c *Course) {
	if root.isBad {
		return
	}
	k := &checker{report: r, course: c}
	k.checkID(root, "course", c.ID)
	k.checkLanguage(root, c.Language)
	k.checkHeadings(root.list("translations"), c.Translations)
	k.checkGlossary(root.list("glossary"), c.Glossary)
	k.misconceptions, k.isMisconception, k.knowsAllMisc = collect(k, root.list("misconceptions"), "misconception", func(i int) string { return c.Misconceptions[i].ID })
	k.skills, k.isSkill, k.knowsAllSkills = collect(k, root.list("skills"), "skill", func(i int) string { return c.Skills[i].ID })
	collect(k, root.list("items"), "item", func(i int) string { return c.Items[i].ID })
	for i, n := range root.list("skills") {
		k.checkSkill(n, &c.Skills[i])
	}
	k.checkCircles(root.list("skills"))
	for i, n := range root.list("items") {
		k.checkItem(n, &c.Items[i])
	}
}

var (
	idPattern = regexp.MustCompile(`^[a-z0-9-]+$`)
	notInIDs  = regexp.MustCompile(`[^a-z0-9]+`)
)

// checkID reports an ID that is not lower-case letters, digits and hyphens.
func (k *checker) checkID(n *node, key, id string) {
	if id == "" || idPattern.MatchString(id) {
		return // an empty one was reported by decode
	}
	advice := ""
	if good := strings.Trim(notInIDs.ReplaceAllString(strings.ToLower(id), "-"), "-"); good != "" {
		advice = fmt.Sprintf(": try %q", clip(good))
	}
	k.at(n, key, "`%s` may hold only small letters a-z, digits and hyphens%s", key, advice)
}

// collect checks the IDs of a list and returns them.
func collect(k *checker, nodes []*node, what string, id func(int) string) (ids []string, is map[string]bool, isComplete bool) {
	is, isComplete = make(map[string]bool, len(nodes)), true
	lines := make(map[string]int, len(nodes))
	for i, n := range nodes {
		id := id(i)
		if id == "" {
			isComplete = false
			continue
		}
		k.checkID(n, "id", id)
		place := n.get("id")
		if first := lines[id]; first > 0 {
			k.at(n, "id", "the %s on line %d has this ID already: give one of them another", what, first)
			continue
		}
		lines[id], is[id] = place.line, true
		ids = append(ids, id)
	}
	return ids, is, isComplete
}

// checkLanguage reports a language tag that is not BCP 47.
func (k *checker) checkLanguage(root *node, tag string) {
	if tag == "" {
		return
	}
	if hyphened := strings.ReplaceAll(tag, "_", "-"); hyphened != tag {
		k.at(root, "language", "unknown language %q. Did you mean %q?", clip(tag), clip(hyphened))
	} else if _, err := language.Parse(tag); err != nil {
		k.at(root, "language", "unknown language %q: write a tag like en, en-GB or zh-Hant", clip(tag))
	}
}

// checkReference reports a word that names nothing, at the place given.
func (k *checker) checkReference(place *node, where, verb, what, id string) {
	known, is, isComplete := k.skills, k.isSkill, k.knowsAllSkills
	if what == "misconception" {
		known, is, isComplete = k.misconceptions, k.isMisconception, k.knowsAllMisc
	}
	if id == "" || is[id] || place.isBad || k.isFull() {
		return
	}
	near := didYouMean(id, known)
	if near == "" && !isComplete {
		return // it may be the one whose ID could not be read
	}
	k.add(place.line, place.column, "%s%s %q: no such %s.%s", where, verb, clip(id), what, near)
}

// checkSkill reports what is wrong with a skill by itself.
func (k *checker) checkSkill(n *node, s *Skill) {
	if s.Memory != "" && s.Memory != MemorySkill && s.Memory != MemoryItem {
		k.at(n, "memory", "unknown memory %q: write %s (many items, one memory) or %s (each item is a fact of its own)", clip(string(s.Memory)), MemorySkill, MemoryItem)
	}
	seen := make(map[string]bool, len(s.Needs))
	for i, place := range n.list("needs") {
		id := s.Needs[i]
		switch {
		case id != "" && seen[id]:
			k.add(place.line, place.column, "%sneeds %q twice: remove one", n.where, clip(id))
		case id != "" && id == s.ID:
			k.add(place.line, place.column, "%sneeds itself: remove it", n.where)
		default:
			k.checkReference(place, n.where, "needs", "skill", id)
		}
		seen[id] = true
	}
	for i, place := range n.list("resources") {
		k.checkResource(place, &s.Resources[i])
	}
	k.checkHeadings(n.list("translations"), s.Translations)
}

// checkResource reports a resource of no known kind, one with nothing in it,
// and an address that is none.
func (k *checker) checkResource(n *node, res *Resource) {
	if res.Kind != "" && !slices.Contains(ResourceKinds(), res.Kind) {
		k.at(n, "kind", "unknown kind %q: write one of %s.%s", clip(res.Kind), strings.Join(ResourceKinds(), ", "), didYouMean(res.Kind, ResourceKinds()))
	}
	if n.isBad {
		return
	}
	hasText, hasURL := n.get("text") != nil, n.get("url") != nil
	switch {
	case !hasText && !hasURL:
		k.at(n, "", "there is nothing to read, watch or do: give it a `text`, a `url`, or both")
	case res.Kind == "picture" && !hasText:
		k.at(n, "", "a picture needs a `text` that says what it shows, for those who cannot see it")
	case !hasURL && (res.Kind == "picture" || res.Kind == "video" || res.Kind == "link"):
		k.at(n, "", "a %s needs a `url`", res.Kind)
	}
	if res.URL != "" && !isAddress(res.URL) {
		k.at(n, "url", "%q is neither a web address (https://…) nor a file of the course's folder (media/…)", clip(res.URL))
	}
}

// isAddress says whether s is a web address or a path that stays inside the
// course's folder.
func isAddress(s string) bool {
	u, err := url.Parse(s)
	if err != nil || strings.ContainsAny(s, " \t\n\\") {
		return false
	}
	if u.Scheme == "http" || u.Scheme == "https" {
		return u.Hostname() != ""
	}
	return u.Scheme == "" && u.Host == "" && u.Path != "" && u.Path[0] != '/' && !slices.Contains(strings.Split(u.Path, "/"), "..")
}

// checkCircles reports skills that need each other in a circle: none of them
// could ever be begun.
func (k *checker) checkCircles(nodes []*node) {
	const (
		unseen = iota
		onPath
		done
	)
	number := make(map[string]int, len(nodes))
	for i := range slices.Backward(nodes) {
		number[k.course.Skills[i].ID] = i // of two with one ID, the first
	}
	state := make([]int, len(nodes))
	var path []int
	var visit func(i int)
	visit = func(i int) {
		state[i], path = onPath, append(path, i)
		for j, id := range k.course.Skills[i].Needs {
			next, ok := number[id]
			if !ok || id == "" || next == i {
				continue // reported elsewhere
			}
			switch state[next] {
			case unseen:
				visit(next)
			case onPath:
				if k.isFull() {
					k.more++
					continue
				}
				place := nodes[i].list("needs")[j]
				k.add(place.line, place.column, "%sskills need each other in a circle: %s. Remove one of these needs", nodes[i].where, k.circle(path[slices.Index(path, next):]))
			}
		}
		state[i], path = done, path[:len(path)-1]
	}
	for i := range nodes {
		if state[i] == unseen {
			visit(i)
		}
	}
}

// circle writes a path of skills back to its beginning.
func (k *checker) circle(path []int) string {
	const shown = 10
	var b strings.Builder
	for n, i := range path {
		if n == shown && len(path) > shown+1 {
			fmt.Fprintf(&b, "… (%d more) → ", len(path)-shown)
			break
		}
		b.WriteString(clip(k.course.Skills[i].ID) + " → ")
	}
	b.WriteString(clip(k.course.Skills[path[0]].ID))
	return b.String()
}
