package course

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestStressPos(t *testing.T) {
	lines := strings.SplitAfter(everything, "\n")
	bits := []string{" ", "  ", "- ", ": ", "\n", "\"", "'", "|", ">", "[", "]", "{", "}", ",", "#", "?", "a", "1", "\t", "---\n", "...\n", "\\", "é", "%", "true", "null", "~", "\t\t", "\n\n", ":", "-", " \n", "   \n", " # c\n", "\\\n", "\t\n"}
	lost, good, bad, syn := 0, 0, 0, map[string]int{}
	for i := 0; i < 40000; i++ {
		l := append([]string{}, lines...)
		for n := rand.IntN(4); n >= 0; n-- {
			k := rand.IntN(len(l))
			switch rand.IntN(6) {
			case 0:
				l[k] = ""
			case 1:
				l[k] = l[k] + l[k]
			case 2:
				m := rand.IntN(len(l))
				l[k], l[m] = l[m], l[k]
			default:
				at := rand.IntN(len(l[k]) + 1)
				l[k] = l[k][:at] + bits[rand.IntN(len(bits))] + l[k][at:]
			}
		}
		data := []byte(strings.Join(l, ""))
		r := &report{name: "x"}
		root := read(r, data)
		if root == nil {
			if strings.Contains(r.list[0].Text, "for certain") {
				if lost++; lost < 25 {
					t.Log(r.err())
				}
			} else if strings.Contains(r.list[0].Text, "cannot be read as") { t.Error(r.err()) } else { syn[strings.SplitN(r.list[0].Text, "(", 2)[0]]++ }
			continue
		}
		good++
		var walk func(n *node)
		walk = func(n *node) {
			for _, f := range n.fields {
				if f.line > len(r.lines) || f.column > len([]rune(r.lines[f.line-1])) || !strings.HasPrefix(strings.TrimLeft(string([]rune(r.lines[f.line-1])[f.column-1:]), `"'`), strings.SplitN(f.key, "\n", 2)[0][:1]) {
					if bad++; bad < 10 {
						t.Errorf("%d:%d %q\n%s", f.line, f.column, f.key, r.lines[min(len(r.lines),f.line)-1])
					}
				}
				walk(f.value)
			}
			for _, e := range n.entries {
				walk(e)
			}
		}
		walk(root)
	}
	t.Log(good, lost, bad, syn)
}
