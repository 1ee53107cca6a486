package eval

import "slices"

// Kinship is what two logs have in common.
type Kinship struct {
	Items int // names that items of both bear
	Alike int // of them, items with the same skills in both
	// Same says that a name means the same in both. Different courses number
	// their items alike, so that equal names alone prove nothing: half of them
	// have to be on the same skills too.
	Same bool
}

// Align numbers the log's items and skills as another log does, so that a model
// that learnt from the other knows them again; what is new follows after. If
// the logs turn out to be of different courses everything is new. Learners are
// never the same ones.
func (l *Log) Align(with *Log) Kinship {
	k := kinship(l, with)
	items := renumber(&l.Items, with.Items, k.Same)
	skills := renumber(&l.Skills, with.Skills, k.Same)
	done := map[*int32]bool{} // rows share lists of skills
	for i := range l.Rows {
		row := &l.Rows[i]
		row.Item = items[row.Item]
		if !done[&row.Skills[0]] {
			done[&row.Skills[0]] = true
			for j, s := range row.Skills {
				row.Skills[j] = skills[s]
			}
		}
	}
	return k
}

// renumber puts other names before the names of a list and returns the new
// number of each old one. A name that is in both keeps the other's number if
// same.
func renumber(list *[]string, other []string, same bool) []int32 {
	number := map[string]int32{}
	if same {
		for i, name := range other {
			number[name] = int32(i)
		}
	}
	all := slices.Clone(other)
	to := make([]int32, len(*list))
	for i, name := range *list {
		n, ok := number[name]
		if !ok {
			n = int32(len(all))
			all = append(all, name)
		}
		to[i] = n
	}
	*list = all
	return to
}

// kinship compares the items that bear the same name.
func kinship(a, b *Log) Kinship {
	skills := itemSkills(b)
	var k Kinship
	for name, has := range itemSkills(a) {
		if other, ok := skills[name]; ok {
			k.Items++
			if slices.Equal(has, other) {
				k.Alike++
			}
		}
	}
	k.Same = 2*k.Alike >= k.Items
	return k
}

// itemSkills is the sorted names of the skills of each item, by its name, as its
// first row has them.
func itemSkills(l *Log) map[string][]string {
	of := make(map[string][]string, len(l.Items))
	for i := range l.Rows {
		name := l.Items[l.Rows[i].Item]
		if of[name] != nil {
			continue
		}
		for _, s := range l.Rows[i].Skills {
			of[name] = append(of[name], l.Skills[s])
		}
		slices.Sort(of[name])
	}
	return of
}
