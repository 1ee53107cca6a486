package course

import "strings"

// MissingMedia says which files of the course's folder it shows and does not find:
// has tells whether there is one under a path, media/…. Source may be nil.
func MissingMedia(c *Course, source *Source, has func(path string) bool) []Fault {
	a := &adviser{course: c, source: source}
	looked := make(map[string]bool)
	look := func(address string, path []any) {
		if strings.Contains(address, "://") || looked[address] || has(address) {
			return
		}
		looked[address] = true // once is enough
		a.add(path, "there is no file %q in the course's folder, so nobody will see it: put it there, or correct the address", clip(address))
	}
	for i := range c.Skills {
		for k := range c.Skills[i].Resources {
			r := &c.Skills[i].Resources[k]
			if r.URL != "" {
				look(r.URL, at("skills", i, "resources", k, "url"))
			}
			for _, p := range Pictures(r.Text) {
				look(p.Address, at("skills", i, "resources", k, "text"))
			}
		}
	}
	for i := range c.Items {
		it := &c.Items[i]
		if len(it.Vars) > 0 {
			continue // an address may be drawn
		}
		it.rewritten(func(text string) string {
			for _, p := range Pictures(text) {
				look(p.Address, at("items", i))
			}
			return text
		})
	}
	SortFaults(a.list)
	return a.list
}
