package eval

import "encoding/binary"

// units number what answers are on: a skill, or several skills together, which
// the baselines take for one of its own, as those who published them did. An
// item that needs two skills is harder than its parts tell.
type units struct {
	single  []int32          // by skill: the unit, plus one; 0 if it is new
	byPlace map[*int32]int32 // rows share lists: most are known by where they are
	byText  map[string]int32
	n       int32
	key     []byte // used again for each row
}

func newUnits() *units {
	return &units{byPlace: map[*int32]int32{}, byText: map[string]int32{}}
}

// of returns the unit of a row, from 0 in the order they come up.
func (u *units) of(row *Row) int32 {
	if len(row.Skills) == 1 {
		u.single = atLeast(u.single, row.Skills[0])
		unit := &u.single[row.Skills[0]]
		if *unit == 0 {
			u.n++
			*unit = u.n
		}
		return *unit - 1
	}
	if unit, ok := u.byPlace[&row.Skills[0]]; ok {
		return unit
	}
	u.key = u.key[:0]
	for _, s := range row.Skills {
		u.key = binary.LittleEndian.AppendUint32(u.key, uint32(s))
	}
	unit, ok := u.byText[string(u.key)]
	if !ok {
		unit = u.n
		u.n++
		u.byText[string(u.key)] = unit
	}
	u.byPlace[&row.Skills[0]] = unit
	return unit
}
